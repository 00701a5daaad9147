import { readLink } from "../../../provider/message/link";
import { hostFault } from "../hostname";
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
      const { scheme, url, fault } = readLink(link);
      if (scheme === "http") return "contains a link without encryption; write https";
      if (scheme !== "https") {
        if (schemes.some((each) => each.toLowerCase() === scheme)) return undefined;
        if (schemes.length > 0) return `contains a link with the scheme ${scheme}, which is not allowed`;
        // link-absolute reports the others where a tap should open them.
        return ["javascript", "vbscript", "data"].includes(scheme) ? `contains a link that ${fault}` : undefined;
      }
      if (!url) return "contains a link that is not valid";
      if (url.username || url.password)
        return "contains a link with a user name in front of its host, which hides where it leads";
      const host = url.hostname.replace(/\.$/, "");
      const allowed = hosts.some((each) => host === each || host.endsWith(`.${each}`));
      if (hosts.length > 0 && !allowed) return `contains a link to ${host}, which is not an allowed domain`;
      const posing = allowed ? undefined : hostFault(host);
      if (posing) return `contains a link ${posing}`;
      return fault && `contains a link that ${fault}`;
    };
    return (draft) =>
      linksOf(draft).flatMap(({ keys, link }) => {
        const message = wrong(link);
        return message ? [{ keys, message }] : [];
      });
  },
});
