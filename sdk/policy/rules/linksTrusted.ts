import { linksOf } from "../links";
import { ConfigError, defineRule } from "../rule";

export const linksTrusted = defineRule({
  code: "NH304",
  name: "links-trusted",
  group: "content",
  severity: "error",
  preset: "recommended",
  description: "Links use https and lead to a named host of a domain that the policy configuration allows.",
  prevents: "A tap leads people to somebody else's site.",
  config: {
    domains: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Domains that links may lead to, subdomains included. Empty: any.",
    },
    schemes: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Schemes of app links that may be used, such as contoso. Empty: any.",
    },
  },
  judge({ domains, schemes }) {
    for (const domain of domains) {
      if (!/^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+$/u.test(domain)) {
        throw new ConfigError("domains", `${JSON.stringify(domain)} is not a domain; write one such as contoso.com`);
      }
    }
    for (const scheme of schemes) {
      if (!/^[a-z][a-z0-9+.-]*$/i.test(scheme)) {
        throw new ConfigError("schemes", `${JSON.stringify(scheme)} is not a scheme; write one such as contoso`);
      }
    }
    const hosts = domains.map((domain) => new URL(`https://${domain}`).hostname);
    const wrong = (link: string): string | undefined => {
      const scheme = link.slice(0, link.indexOf(":")).toLowerCase();
      if (scheme === "http") return "holds a link without encryption; write https";
      if (scheme !== "https") {
        if (schemes.length === 0 || schemes.some((each) => each.toLowerCase() === scheme)) return undefined;
        return `holds a link with the scheme ${scheme}, which is not allowed`;
      }
      const url = URL.parse(link);
      if (!url) return "holds a link that is not valid";
      if (url.username || url.password)
        return "holds a link with a user name in front of its host, which hides where it leads";
      if (/^(\d+\.){3}\d+$|^\[/.test(url.hostname)) return "holds a link to an address instead of a named host";
      if (hosts.length === 0 || hosts.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`))) {
        return undefined;
      }
      return `holds a link to ${url.hostname}, which is not an allowed domain`;
    };
    return (draft) =>
      linksOf(draft).flatMap(({ keys, link }) => {
        const message = wrong(link);
        return message ? [{ keys, message }] : [];
      });
  },
});
