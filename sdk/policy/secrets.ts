const credentials: readonly { name: string; regex: RegExp }[] = [
  {
    name: "a connection string or its key",
    regex: /\b(?:SharedAccessKey|AccountKey|SharedSecretValue)\s*=\s*[\w+/%-]{8,}/i,
  },
  { name: "a SAS token", regex: /\bSharedAccessSignature\s+s[a-z]=|[?&]sig=[\w%+/-]{20,}/i },
  { name: "a private key", regex: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/ },
  { name: "a JSON Web Token", regex: /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/ },
  { name: "a GitHub token", regex: /\b(?:gh[opsur]_\w{30,}|github_pat_\w{30,})/ },
  { name: "an npm token", regex: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { name: "a Pulumi token", regex: /\bpul-[0-9a-f]{40}\b/ },
  { name: "an AWS key", regex: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/ },
  { name: "a Google key", regex: /\bAIza[\w-]{35}/ },
  { name: "a Slack token", regex: /\bxox[abeoprs]-[\w-]{10,}/ },
  { name: "a Stripe key", regex: /\b[rs]k_live_\w{16,}/ },
  { name: "a password in a link", regex: /:\/\/[^\s/:@]{1,64}:[^\s/:@]{1,64}@/ },
  {
    name: "a password or token",
    regex:
      /(?:\b(?:password|passwd|pwd|client_?secret|api_?key|access_?token)|[?&](?:token|key|secret|code))\s{0,3}[=:]\s{0,3}[^\s&]{8,}/i,
  },
];

/** What a text holds that must not be shown: names of credentials, with their article. */
export function findSecrets(text: string): string[] {
  if (text.length < 16) return [];
  const found = credentials.filter(({ regex }) => regex.test(text));
  return found.length === 0 ? [] : [found[0]!.name];
}
