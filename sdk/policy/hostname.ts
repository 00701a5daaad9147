import { domainToUnicode } from "node:url";

/** Scripts that are written together: Japanese, Korean and Chinese, each with Latin letters. */
const together = [
  /^[\p{Script=Latin}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]*$/u,
  /^[\p{Script=Latin}\p{Script=Han}\p{Script=Hangul}]*$/u,
  /^[\p{Script=Latin}\p{Script=Han}\p{Script=Bopomofo}]*$/u,
  /^\p{Script=Cyrillic}*$/u,
  /^\p{Script=Greek}*$/u,
];
const mixable = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u;

/** Letters of Cyrillic, Greek and Armenian that look like Latin ones. */
const lookalikes = /^[аԁеһіјӏорсхуѕѵԛԝοανρυικτօոսց]+$/iu;

/** Why the host of a web link cannot be trusted, whoever owns it: it is not a public name, or it imitates another one. Otherwise undefined. */
export function hostFault(hostname: string): string | undefined {
  if (/^(\d+\.){3}\d+$|^\[/.test(hostname)) return "to an address instead of a named host";
  const host = hostname.replace(/\.$/, "");
  if (!host.includes(".") || host.endsWith(".localhost")) return "to a host that only a private network knows";
  if (!host.includes("xn--")) return undefined;
  const labels = domainToUnicode(host).split(".");
  if (labels.join("") === "") return "to a name in punycode that cannot be read";
  const top = labels.at(-1)!;
  for (const label of labels) {
    const letters = label.replace(/\P{L}/gu, "");
    if (
      mixable.test(letters) &&
      !together.some((script) => script.test(letters)) &&
      !/^\p{Script=Latin}*$/u.test(letters)
    ) {
      return "to a name that mixes letters of several scripts, as names do that pose as others";
    }
    if (label !== top && /^[a-z-]+$/.test(top) && lookalikes.test(letters)) {
      return "to a name in letters that look like Latin ones, as names do that pose as others";
    }
  }
  return undefined;
}
