import { findWithRules } from "./secretRules";

/** Token formats that vendors document and the library has no rule for. */
const tokens: readonly { name: string; regex: RegExp }[] = [
  {
    name: "a connection string or its key",
    regex: /\b(?:SharedAccessKey|AccountKey|SharedSecretValue|PrimaryKey)\s{0,3}=\s{0,3}[\w+/%-]{8,}/i,
  },
  { name: "a SAS token", regex: /\bSharedAccessSignature\s+s[a-z]=|[?&]sig=[\w%+/-]{20,}/i },
  { name: "a signed link", regex: /[?&](?:X-Amz-Signature|X-Goog-Signature|Signature)=[\w%+/~-]{20,}/i },
  { name: "a private key", regex: /-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----|\bPuTTY-User-Key-File-\d/ },
  { name: "a JSON Web Token", regex: /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/ },
  { name: "an encrypted JSON Web Token", regex: /\beyJ[\w-]{16,}\.[\w-]*\.[\w-]{8,}\.[\w-]{16,}\.[\w-]{8,}/ },
  { name: "a GitHub token", regex: /\b(?:gh[opsur]_\w{30,}|github_pat_\w{30,})/ },
  { name: "a GitLab token", regex: /\bgl(?:pat|dt|rt|cbt|ptt|ft|soat|imt|agent|oas|wt|ffct)-[\w-]{20,}/ },
  { name: "an npm token", regex: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { name: "a Pulumi token", regex: /\bpul-[0-9a-f]{40}\b/ },
  { name: "an AWS key", regex: /\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\b/ },
  { name: "an AWS key", regex: /\baws.{0,20}?(?:secret|key).{0,20}?[=:]\s{0,3}["']?[A-Za-z0-9/+]{40}\b/i },
  { name: "a Google key", regex: /\bAIza[\w-]{35}/ },
  { name: "a Google token", regex: /\bya29\.[\w-]{20,}|\bGOCSPX-[\w-]{20,}|\b1\/\/0[\w-]{30,}/ },
  { name: "an Azure secret", regex: /(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}(?![\w~-])/ },
  {
    name: "an Azure token",
    regex: /\b[A-Za-z0-9]{52}JQQJ9(?:9|D|H)[A-Z0-9]{1,2}A[A-Za-z0-9]{16,30}\b|\b[a-z0-9]{52}AZDO[a-z0-9]{4}\b/i,
  },
  {
    name: "a webhook of Teams",
    regex: /\boffice\.com\/webhook(?:b2)?\/[\w@-]{36,}|\blogic\.azure\.com\S{0,200}[?&]sig=/,
  },
  { name: "a webhook of Slack", regex: /hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Z0-9]{8,}\/[\w/]{8,}/ },
  { name: "a webhook of Discord", regex: /discord(?:app)?\.com\/api\/webhooks\/\d{15,}\/[\w-]{30,}/ },
  { name: "a Discord token", regex: /\b[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,}/ },
  { name: "a Telegram token", regex: /(?<!\d)\d{8,10}:AA[\w-]{32,34}(?![\w-])/ },
  { name: "a Slack token", regex: /\bxox[abcdeoprs]-[\w-]{10,}|\bxapp-\d-[\w-]{20,}|\bxoxe\.xox[bp]-[\w-]{20,}/ },
  { name: "a Stripe key", regex: /\b(?:[rs]k_(?:live|test|prod)_\w{16,}|whsec_[\w+/]{24,})/ },
  {
    name: "an OpenAI key",
    regex:
      /\bsk-(?:proj|svcacct|admin|None)-[\w-]{20,}|\bsk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}|\bsk-[A-Za-z0-9]{48}\b/,
  },
  { name: "an Anthropic key", regex: /\bsk-ant-[\w-]{20,}/ },
  { name: "an OpenRouter key", regex: /\bsk-or-v1-[0-9a-f]{32,}/ },
  { name: "a key of an AI service", regex: /\b(?:hf_[A-Za-z]{30,}|gsk_\w{40,}|r8_\w{37}|pplx-\w{40,}|xai-\w{60,})/ },
  { name: "a SendGrid key", regex: /\bSG\.[\w-]{16,32}\.[\w-]{32,64}/ },
  { name: "a Mailgun or Mailchimp key", regex: /\bkey-[0-9a-f]{32}\b|\b[0-9a-f]{32}-us\d{1,2}\b/ },
  { name: "a Brevo key", regex: /\bxkeysib-[0-9a-f]{40,}/ },
  { name: "a Twilio key", regex: /\b(?:SK|AC)[0-9a-f]{32}\b/ },
  { name: "a Shopify token", regex: /\bshp(?:at|ca|pa|ss|tka)_[0-9a-fA-F]{32}/ },
  { name: "a Square token", regex: /\b(?:EAAA[\w-]{56,}|sq0(?:atp|csp|idp)-[\w-]{22,})/ },
  { name: "a Vault token", regex: /\bhv[sbr]\.[\w-]{20,}|\bs\.[A-Za-z0-9]{24}\b/ },
  { name: "a Terraform token", regex: /\b[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,}/ },
  { name: "a PyPI token", regex: /\bpypi-AgE[\w-]{50,}/ },
  { name: "a DigitalOcean token", regex: /\bdo[opr]_v1_[0-9a-f]{64}\b/ },
  { name: "a Databricks token", regex: /\bdapi[0-9a-f]{32}(?:-\d)?\b|\bdkea[0-9a-f]{32}\b/ },
  { name: "a Grafana token", regex: /\bgl(?:c|sa)_[\w+/=]{32,}|\beyJrIjoi[\w+/]{40,}/ },
  { name: "a Sentry token", regex: /\bsntry[su]_[\w+/=-]{40,}|:\/\/[0-9a-f]{32}(?::[0-9a-f]{32})?@[\w.-]{1,60}sentry/ },
  { name: "a Doppler token", regex: /\bdp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{40,}/ },
  { name: "a New Relic key", regex: /\bNR(?:AK|AL|II|JS)-[A-Z0-9-]{20,}/i },
  {
    name: "a Linear, Notion, Figma or Airtable token",
    regex: /\b(?:lin_api_\w{32,}|ntn_\w{40,}|secret_\w{43}|figd_[\w-]{40,}|pat\w{14}\.[0-9a-f]{64})/,
  },
  { name: "an Atlassian token", regex: /\bAT(?:ATT3|CTT3|BB)[\w=-]{24,}/ },
  { name: "a Cloudflare token", regex: /\bv1\.0-[0-9a-f]{24,}-[0-9a-f]{64,}|\bcf(?:k|ut|at)_\w{40,}/ },
  {
    name: "a Supabase or PlanetScale key",
    regex: /\bsb(?:p|_secret|_publishable)_[\w-]{20,}|\bpscale_(?:tkn|pw|oauth)_[\w.-]{32,}/,
  },
  {
    name: "a RubyGems, Docker, Heroku or Fly token",
    regex: /\b(?:rubygems_[0-9a-f]{48}|dckr_(?:pat|oat)_[\w-]{20,}|HRKU-[\w-]{30,}|fo1_[\w-]{40,}|FlyV1 fm\d?_\S{50,})/,
  },
  {
    name: "an age or 1Password key",
    regex:
      /\bAGE-SECRET-KEY-1[0-9A-Z]{50,}|\bops_eyJ[\w+/=-]{50,}|\bA3-[A-Z0-9]{6}-(?:[A-Z0-9]{5,6}-){3,}[A-Z0-9]{5}\b/,
  },
  { name: "a Facebook or Mapbox token", regex: /\bEAA[A-Z][A-Za-z0-9]{60,}|\bsk\.eyJ[\w-]{40,}\.[\w-]{20,}/ },
  { name: "a Postman or Contentful token", regex: /\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}\b|\bCFPAT-[\w-]{40,}/ },
  { name: "a Dynatrace token", regex: /\bdt0[a-z]\d\d\.[A-Z0-9]{24}\.[A-Z0-9]{64}\b/ },
  { name: "an Okta token", regex: /\bSSWS\s{1,3}00[\w-]{38,}/ },
  { name: "a NuGet or Artifactory key", regex: /\boy2[a-z0-9]{43}\b|\bAKCp[A-Za-z0-9]{60,}|\bcmVmdGtuOj[\w+/=]{40,}/ },
  { name: "an EasyPost or Adafruit key", regex: /\bEZ[AT]K[A-Za-z0-9]{54}\b|\baio_[A-Za-z0-9]{28}\b/ },
  {
    name: "a token of a build service",
    regex: /\b(?:CCIPAT_[A-Za-z0-9]{16,}_[0-9a-f]{40}|bk[a-z]a_[0-9a-f]{40}|sq[uap]_[0-9a-f]{40}|cio[A-Za-z0-9]{32})\b/,
  },
  {
    name: "a token of a host",
    regex:
      /\b(?:nf[pocub]_[A-Za-z0-9]{36}|rnd_[A-Za-z0-9]{28,}|napi_[a-z0-9]{60,}|tskey-[a-z]{2,8}-[A-Za-z0-9]+-\w{16,})/,
  },
  {
    name: "a Resend, Segment or Honeycomb key",
    regex: /\bre_\w{8}_\w{24}\b|\bsgp_\w{60,}|\bhc[a-z]{1,2}[a-z]k_\w{50,}/,
  },
  {
    name: "a key of a payment service",
    regex: /\brzp_(?:live|test)_[A-Za-z0-9]{14}\b|\baccess_token\$(?:production|sandbox)\$[a-z0-9]{16}\$[0-9a-f]{32}/,
  },
  { name: "a LaunchDarkly key", regex: /\b(?:sdk|api|mob)-[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/ },
  { name: "a key of Amazon Bedrock", regex: /\bABSK[A-Za-z0-9+/]{100,}/ },
  { name: "an X token", regex: /\bA{20,}[A-Za-z0-9%+/=]{60,}/ },
  { name: "a key of FCM", regex: /\bAAAA[\w-]{7}:APA91b[\w-]{100,}/ },
  { name: "a password in a link", regex: /:\/\/[^\s/:@?#]{0,64}:[^\s/:@?#]{3,100}@/ },
  {
    name: "an Authorization header",
    regex:
      /\bAuthorization["']?\s{0,2}[:=]\s{0,2}["']?[A-Za-z]{2,20}\s+(?=[\w.~+/=-]{0,200}\d)[\w.~+/=-]{16,}|\bGenieKey\s+[\w-]{30,}|\b(?:Bearer\s+(?=[\w.~+/-]{0,200}\d)[\w.~+/-]{20,}|Basic\s+(?=[A-Za-z0-9+/]{0,200}[\d=])[A-Za-z0-9+/]{12,}={0,2}(?![\w-]))/,
  },
  { name: "a session cookie", regex: /\bCookie:\s?[\w.-]{1,40}=(?=[\w%.-]{0,200}\d)[\w%.-]{20,}/i },
  { name: "a password of a database", regex: /\bjdbc:oracle:thin:[^\s/@]{1,64}\/[^\s@]{3,100}@/i },
  { name: "a password", regex: /\bcurl\b.{0,200}?\s(?:-u|--user)\s{1,3}[^\s:]{1,64}:[^\s]{4,}/ },
  {
    name: "a password of a database",
    regex:
      /\b(?:User ID|Uid|Server|Data Source|Host)\s{0,3}=[^;]{1,100};.{0,200}?\b(?:Password|Pwd)\s{0,3}=\s{0,3}[^;\s]{3,}/i,
  },
  { name: "a Wi-Fi password", regex: /\bWIFI:(?:[TSH]:[^;]{0,64};){0,3}P:[^;]{4,}/ },
];

// Words for "password" and "secret" in several languages. Those of the second list occur inside names of variables.
const passwords =
  "password|passwort|kennwort|pass(?:wd|phrase|code|w)|p(?:wd|w|sw)|mot de passe|mdp|contraseña|contrasena|clave (?:de acceso|del? wi-?fi|wi-?fi)|senha|palavra[- ]passe|parola(?: d['’]ordine)?|parolă|wachtwoord|lösenord|losenord|adgangskode|passord|salasana|lykilorð|hasło|haslo|heslo|jelszó|jelszo|geslo|lozinka|şifre|sifre|parool|slaptažodis|пароль|пароля|парола|лозинка|κωδικός(?: πρόσβασης)?|mật khẩu|mat khau|kata sandi|kata laluan|密码|密碼|口令|パスワード|暗証番号|비밀번호|암호|รหัสผ่าน|पासवर्ड|পাসওয়ার্ড|كلمة (?:المرور|السر)|رمز عبور|סיסמה|סיסמא";
const pins = "\\bPIN(?:[- ]?code)?|pin";
const secretNames =
  "(?:client|api|app|consumer|shared|signing|webhook|master|account|session|auth)?[_ -]?secret(?:[_ -]?(?:key|access[_ -]?key|token))?|(?:api|access|auth|private|encryption|account|storage|primary|subscription|license)[_ -]?key|(?:access|auth|api|bearer|refresh|id|session|secret|personal|bot|device|csrf|login|reset)?[_ -]?token|client[_ -]?secret|credentials?";

/** What separates a name from its value: a sign, a verb, or both; in JSON within JSON, escaped. */
const separator =
  "\\\\{0,3}[\"'“”»]?\\s{0,3}(?:[:=：＝]|=>|->|→|(?<!\\p{L})(?:is|ist|lautet|jest|är|er|este|est|es|è|é|je|(?<=has[łl]o )to|(?<=salasana )on)(?!\\p{L})|是|は|[는은])\\s{0,2}[:：]?[ \\t]{0,3}\\\\{0,3}[\"'“”«「『]?";

/** Where a name may begin. Scripts without spaces and some articles run into it. */
const begins = "(?<![\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}\\p{N}])";

/** Words between "password" and the value: what it is for, or an adjective. */
const ofWhat = [
  "\\s(?:\\p{L}{1,4}\\s){0,2}(?:wi-?fi|wlan|вай-?фай)",
  "\\s(?:for|of|für|zu[mr]|pour|du|de|del|della|para|per|voor|för|til|для|от)(?:\\s[\\p{L}\\p{M}’'-]{1,15}){1,3}(?=\\s?[:：])",
  "\\s?(?:mới|baru|nuev[oa]|nov[oa]|nuov[oa]|nouă|temporal|temporaire|provisoire|provvisoria|الجديدة|المؤقتة|החדשה|הזמנית|ใหม่)",
].join("|");

const named = [
  {
    name: "a password",
    regex: new RegExp(
      `${begins}(?:\\p{L}{1,20}_)?(?:(?:${passwords})(?:${ofWhat})?|${pins})${separator}([^\\s"'“”«»,;<>]{4,128})`,
      "giu",
    ),
    // A sign may be part of the value, or end it in a link.
    holds: (value: string) => looksLikePassword(value) || looksLikePassword(value.split("&")[0]!),
  },
  {
    name: "a password",
    // In quotes the value may contain spaces.
    regex: new RegExp(`${begins}(?:${passwords})(?:\\s|${separator})["“”«„]([^"“”«»\\n]{4,64})["“”»]`, "giu"),
    holds: (value: string) => looksLikePassword(value.replaceAll(" ", "")),
  },
  {
    name: "a password",
    regex: /<(?:[\w.-]{0,30})(?:password|passwd|pwd|secret|token)>([^<\s]{4,512})<\//gi,
    holds: (value: string) => looksLikePassword(value) || looksLikeToken(value),
  },
  {
    name: "a code",
    regex:
      /\b(?:one-?time|door|access|entry|gate|alarm|login|sign-?in|security|verification) (?:pass)?code(?:\s(?:is|for [\w ]{1,20}))?\s?[:=]?\s?(\d{4,10}[#*]?)(?![\w-])/gi,
    holds: () => true,
  },
  {
    name: "a password",
    regex: new RegExp(`${begins}(?:${passwords})\\s{1,3}([^\\s"'“”«»,;<>&]{6,64})`, "giu"),
    // Without a sign in between, only a word that ends in digits counts: sunshine99.
    holds: (value: string) => /^[a-z]{4,}[\w@#$%&*]*\d{2,}[!#$%*]*$/.test(value),
  },
  {
    name: "a password or token",
    regex: new RegExp(
      `(?<![\\p{L}\\p{N}])(?:[A-Za-z]{1,20}[_-]){0,3}(?:${secretNames})${separator}([^\\s"'“”«»,;<>&]{8,512})`,
      "giu",
    ),
    holds: looksLikeToken,
  },
  {
    name: "a password or token",
    // An environment variable: AZURE_DEVOPS_PAT=…, SECRET_KEY_BASE=…
    regex:
      /\b[A-Z0-9_]{0,40}(?:SECRET|TOKEN|PASSW(?:OR)?D|PASSPHRASE|_KEY|APIKEY|_PAT|CREDENTIALS?)(?:_[A-Z0-9_]{1,30})?\s?[=:]\s?["']?([^\s"'<>]{8,512})/g,
    holds: looksLikeToken,
  },
  {
    name: "a password",
    regex: /\b(?:user(?:name)?|login|admin|root)\b[^\n]{1,40}?\bpass\s{0,2}[:=]\s{0,2}([^\s"'<>]{4,128})/gi,
    holds: looksLikePassword,
  },
  {
    name: "a password or token",
    regex:
      /[?&#](?:[\w-]{0,20}(?:token|secret|passw(?:or)?d|pwd|jwt|session(?:_?id)?)|api_?key|otp)=([^\s&#"'<>]{6,512})/gi,
    holds: (value: string) => (value.length >= 8 ? looksLikeToken(value) : looksLikePassword(value)),
  },
  {
    name: "a password or token",
    regex: /[?&#](?:key|code|auth|sig|signature|ticket|sid)=([^\s&#"'<>]{16,512})/gi,
    holds: looksRandom,
  },
];

/** Names of properties and headers whose value is a secret. */
const secretProperty = new RegExp(
  `^(?:[\\p{L}_-]{0,20}[_-])?(?:${passwords}|${pins}|${secretNames}|authorization|cookie|set-cookie|x-api-key)$`,
  "iu",
);

/** Only this much of a text is searched; no platform accepts more. */
const longestText = 65_536;

/** The kinds of credentials in a text, each with an article. `read` says that people read the text. */
export function findSecrets(text: string, read = false): string[] {
  if (text.length < 8) return [];
  const plain = plainly(text.slice(0, longestText));
  const found =
    tokens.find(({ regex }) => regex.test(plain))?.name ??
    ofNamed(plain) ??
    (mayBeToken.test(plain) ? findWithRules(plain) : undefined) ??
    (read && holdsRandom(plain) ? "a key or token" : undefined);
  return found === undefined ? [] : [found];
}

/** The same for the value of a property, whose name counts as well. */
export function findSecretsOf(property: string, text: string, read = false): string[] {
  if (secretProperty.test(property.replace(/(?<=[a-z])(?=[A-Z])/g, "_"))) {
    const isPassword = text.length < 16 && looksLikePassword(text);
    if (isPassword || looksLikeToken(text) || looksRandom(text)) return ["a password or token"];
  }
  return findSecrets(text, read);
}

/** Whether a text contains a long random word. Ids in data and links, and hexadecimal digests, do not count. */
function holdsRandom(text: string): boolean {
  const words = text.match(/(?<![\w/.=&?#%@:+-])\w[\w-]{22,510}\w(?![\w/.@-])/g) ?? [];
  return words.some((word) => looksRandom(word) && !/^[0-9a-f]+$/i.test(word));
}

/** The text as a reader sees it: compatibility forms folded, zero-width characters dropped. */
const plainly = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII.
  /^[\u0000-\u007f]*$/.test(text) ? text : text.normalize("NFKC").replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, "");

/** A cheap test that spares most texts the library's rules. */
const mayBeToken = /[\w+/=~-]{20}|:\/\/[^\s/@]{1,100}@/;

function ofNamed(text: string): string | undefined {
  if (!/[\d$#@!%^&*_+=~]/.test(text)) return undefined;
  return named.find(({ regex, holds }) => text.matchAll(regex).some(([, value]) => holds(value!)))?.name;
}

/** Whether a word is not a spoken one: letters mixed with digits or signs, or digits alone. */
function looksLikePassword(value: string): boolean {
  const word = value.replace(/[.!?…。！？)\]}»”'"]+$/u, "");
  if (isPlaceholder(word) || /^(?:https?:|\d{1,2}[:.]\d{2}$|\d{1,3}[-–+]?$)/i.test(word)) return false;
  if (/^\d{1,3}[^\p{ASCII}]|^\d+[-–+]\d*$/u.test(word)) return false;
  if (/^\d{4,}$/.test(word)) return true;
  if (word.length < 5) return false;
  const kinds = [/\p{L}/u, /\d/, /[^\p{L}\d]/u].filter((kind) => kind.test(word)).length;
  // A hyphen or an apostrophe alone does not count: log-in, l'accueil, e-mail.
  if (/^[\p{L}'’.-]+$/u.test(word)) return false;
  if (/^\p{L}+[-/]\p{L}+$/u.test(word)) return false;
  return kinds >= 2 && /[\d$#@!%^&*_+=~]/.test(word);
}

function looksLikeToken(value: string): boolean {
  const word = value.replace(/[.!?…)\]}]+$/u, "");
  // A few words and a number are a name: morning-yoga-12.
  if (/^[a-z]+(?:[-_][a-z]+)*(?:[-_]?\d{1,4})?$/i.test(word) && /[-_]/.test(word)) return false;
  if (word.length < 8 || isPlaceholder(word) || /^https?:/i.test(word)) return false;
  return (
    /\d/.test(word) && /[A-Za-z]/.test(word) && !/^[A-Z]{3,12}\d{1,4}$/.test(word) && !/^v?\d+(?:[.-]\d+)+/.test(word)
  );
}

/** Whether a value is too random to be words, a name or a campaign. */
function looksRandom(value: string): boolean {
  if (value.length < 16 || isPlaceholder(value)) return false;
  if (/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value)) return false;
  const changes = value.match(/(?<=[a-z])[A-Z0-9]|(?<=[A-Z])[0-9]|(?<=\d)[A-Za-z]/g)?.length ?? 0;
  return changes >= value.length / 5 && /\d/.test(value) && /[A-Za-z]/.test(value);
}

/** Placeholders for secrets in documentation. */
const isPlaceholder = (word: string): boolean =>
  /^(?:[x*•.…_-]+|<.*|\{.*|\[.*|\$[{(].*|%.*%|example.*|your[_-].*|redacted|null|none|undefined|true|false|secure:.*)$/i.test(
    word,
  );
