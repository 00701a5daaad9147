import { XMLParser } from "fast-xml-parser";
import type { Message } from "../../../provider/message/message";
import type { MessagePlatform } from "../../../provider/message/platforms";
import type { Rendered } from "../../../provider/message/render";

export const plain: Message = { title: "Hi", body: "You", ttlSeconds: 60 };
export const full: Message = {
  title: "Hi",
  subtitle: "There",
  body: "You",
  link: "https://contoso.com/1",
  image: "https://contoso.com/1.png",
  badge: 3,
  sound: "default",
  category: "NEWS",
  data: { a: "b" },
  ttlSeconds: 60,
};
export const urgent: Message = {
  ...plain,
  actions: [
    { title: "Vote", link: "https://contoso.com/vote" },
    { title: "Call", link: "tel:+15550100" },
  ],
  interruption: "time-sensitive",
  threadId: "votes",
  relevance: 0.5,
  channel: "news",
  color: "#7e55c3",
  icon: "https://contoso.com/icon.png",
};
export const silent: Message = { silent: true, link: "contoso://1", data: { a: "b" }, ttlSeconds: 60 };

/** One message in, one body out. */
export const bodies: [MessagePlatform, string, Message, string][] = [
  ["apple", "plain", plain, '{"aps":{"alert":{"title":"Hi","body":"You"}}}'],
  [
    "apple",
    "full",
    full,
    '{"aps":{"alert":{"title":"Hi","subtitle":"There","body":"You"},"badge":3,"sound":"default","mutable-content":1,"category":"NEWS"},"link":"https://contoso.com/1","image":"https://contoso.com/1.png","a":"b"}',
  ],
  [
    "apple",
    "urgent",
    urgent,
    '{"aps":{"alert":{"title":"Hi","body":"You"},"mutable-content":1,"thread-id":"votes","interruption-level":"time-sensitive","relevance-score":0.5},"actions":[{"title":"Vote","link":"https://contoso.com/vote"},{"title":"Call","link":"tel:+15550100"}]}',
  ],
  [
    "apple",
    "critical",
    { ...plain, interruption: "critical" },
    '{"aps":{"alert":{"title":"Hi","body":"You"},"sound":{"critical":1,"name":"default","volume":1},"interruption-level":"critical"}}',
  ],
  ["apple", "that clears the badge", { ...plain, badge: 0 }, '{"aps":{"alert":{"title":"Hi","body":"You"},"badge":0}}'],
  [
    "fcmv1",
    "urgent",
    urgent,
    '{"message":{"notification":{"title":"Hi","body":"You"},"data":{"actions":"[{\\"title\\":\\"Vote\\",\\"link\\":\\"https://contoso.com/vote\\"},{\\"title\\":\\"Call\\",\\"link\\":\\"tel:+15550100\\"}]","threadId":"votes"},"android":{"priority":"HIGH","ttl":"60s","notification":{"channel_id":"news","color":"#7e55c3","notification_priority":"PRIORITY_HIGH"}},"webpush":{"headers":{"TTL":"60","Urgency":"high"},"notification":{"icon":"https://contoso.com/icon.png","actions":[{"action":"https://contoso.com/vote","title":"Vote"},{"action":"tel:+15550100","title":"Call"}],"requireInteraction":true}}}}',
  ],
  [
    "fcmv1",
    "that clears the badge, which Android cannot",
    { ...plain, badge: 0 },
    '{"message":{"notification":{"title":"Hi","body":"You"},"android":{"priority":"HIGH","ttl":"60s","notification":{}},"webpush":{"headers":{"TTL":"60","Urgency":"high"}}}}',
  ],
  [
    "windows",
    "urgent",
    urgent,
    '<toast scenario="urgent"><visual><binding template="ToastGeneric"><text>Hi</text><text>You</text></binding></visual><actions><action content="Vote" activationType="protocol" arguments="https://contoso.com/vote"/><action content="Call" activationType="protocol" arguments="tel:+15550100"/></actions></toast>',
  ],
  [
    "browser",
    "urgent",
    urgent,
    '{"title":"Hi","body":"You","icon":"https://contoso.com/icon.png","actions":[{"action":"https://contoso.com/vote","title":"Vote"},{"action":"tel:+15550100","title":"Call"}],"requireInteraction":true,"data":{"threadId":"votes"}}',
  ],
  ["browser", "passive", { ...plain, interruption: "passive" }, '{"title":"Hi","body":"You","silent":true,"data":{}}'],
  [
    "adm",
    "urgent",
    urgent,
    '{"data":{"title":"Hi","body":"You","actions":"[{\\"title\\":\\"Vote\\",\\"link\\":\\"https://contoso.com/vote\\"},{\\"title\\":\\"Call\\",\\"link\\":\\"tel:+15550100\\"}]","interruption":"time-sensitive","threadId":"votes","channel":"news","color":"#7e55c3"},"priority":"high","expiresAfter":60}',
  ],
  [
    "xiaomi",
    "urgent",
    urgent,
    '{"pass_through":0,"title":"Hi","description":"You","payload":"{\\"actions\\":[{\\"title\\":\\"Vote\\",\\"link\\":\\"https://contoso.com/vote\\"},{\\"title\\":\\"Call\\",\\"link\\":\\"tel:+15550100\\"}],\\"threadId\\":\\"votes\\"}","extra":{"channel_id":"news"},"time_to_live":60000}',
  ],
  ["apple", "silent", silent, '{"aps":{"content-available":1},"link":"contoso://1","a":"b"}'],
  [
    "fcmv1",
    "plain",
    plain,
    '{"message":{"notification":{"title":"Hi","body":"You"},"android":{"priority":"HIGH","ttl":"60s","notification":{}},"webpush":{"headers":{"TTL":"60","Urgency":"high"}}}}',
  ],
  [
    "fcmv1",
    "full",
    full,
    '{"message":{"notification":{"title":"Hi","body":"You","image":"https://contoso.com/1.png"},"data":{"subtitle":"There","link":"https://contoso.com/1","category":"NEWS","a":"b"},"android":{"priority":"HIGH","ttl":"60s","notification":{"sound":"default","notification_count":3}},"webpush":{"headers":{"TTL":"60","Urgency":"high"},"fcm_options":{"link":"https://contoso.com/1"}}}}',
  ],
  [
    "fcmv1",
    "silent",
    silent,
    '{"message":{"data":{"link":"contoso://1","a":"b"},"android":{"priority":"NORMAL","ttl":"60s"},"webpush":{"headers":{"TTL":"60","Urgency":"normal"}}}}',
  ],
  [
    "windows",
    "plain",
    plain,
    '<toast><visual><binding template="ToastGeneric"><text>Hi</text><text>You</text></binding></visual></toast>',
  ],
  [
    "windows",
    "with a link",
    { ...plain, link: "https://contoso.com/?a=1&b=2" },
    '<toast activationType="protocol" launch="https://contoso.com/?a=1&amp;b=2"><visual><binding template="ToastGeneric"><text>Hi</text><text>You</text></binding></visual></toast>',
  ],
  [
    "windows",
    "full",
    { ...full, data: { "a;": "b=%" }, sound: "ms-winsoundevent:Notification.Mail" },
    '<toast launch="link=https://contoso.com/1;a%3B=b%3D%25"><visual><binding template="ToastGeneric"><text>Hi</text><text>There</text><text>You</text><image placement="hero" src="https://contoso.com/1.png"/></binding></visual><audio src="ms-winsoundevent:Notification.Mail"/></toast>',
  ],
  [
    "windows",
    "with characters that XML escapes",
    { ...plain, title: `<&>"'\u00e9\u{1f44b}`, body: "a\r\nb\tc\u2028" },
    '<toast><visual><binding template="ToastGeneric"><text>&lt;&amp;&gt;&quot;\'é👋</text><text>a&#13;&#10;b&#9;c&#8232;</text></binding></visual></toast>',
  ],
  ["windows", "silent", silent, '{"link":"contoso://1","a":"b"}'],
  ["browser", "plain", plain, '{"title":"Hi","body":"You","data":{}}'],
  [
    "browser",
    "full",
    full,
    '{"title":"Hi","body":"You","image":"https://contoso.com/1.png","data":{"subtitle":"There","link":"https://contoso.com/1","badge":3,"sound":"default","category":"NEWS","a":"b"}}',
  ],
  ["adm", "plain", plain, '{"data":{"title":"Hi","body":"You"},"priority":"high","expiresAfter":60}'],
  [
    "adm",
    "full",
    full,
    '{"data":{"title":"Hi","subtitle":"There","body":"You","link":"https://contoso.com/1","image":"https://contoso.com/1.png","badge":"3","sound":"default","category":"NEWS","a":"b"},"priority":"high","expiresAfter":60}',
  ],
  ["adm", "silent", silent, '{"data":{"link":"contoso://1","a":"b"},"priority":"normal","expiresAfter":60}'],
  ["xiaomi", "plain", plain, '{"pass_through":0,"title":"Hi","description":"You","payload":"{}","time_to_live":60000}'],
  [
    "xiaomi",
    "with a link",
    { ...plain, link: "https://contoso.com/1" },
    '{"pass_through":0,"title":"Hi","description":"You","payload":"{\\"link\\":\\"https://contoso.com/1\\"}","extra":{"notify_effect":"3","web_uri":"https://contoso.com/1"},"time_to_live":60000}',
  ],
  [
    "xiaomi",
    "full",
    full,
    '{"pass_through":0,"title":"Hi","description":"You","payload":"{\\"subtitle\\":\\"There\\",\\"link\\":\\"https://contoso.com/1\\",\\"image\\":\\"https://contoso.com/1.png\\",\\"badge\\":3,\\"sound\\":\\"default\\",\\"category\\":\\"NEWS\\",\\"a\\":\\"b\\"}","time_to_live":60000}',
  ],
  [
    "xiaomi",
    "silent",
    silent,
    '{"pass_through":1,"payload":"{\\"link\\":\\"contoso://1\\",\\"a\\":\\"b\\"}","time_to_live":60000}',
  ],
];

/** The headers of a message. */
export const headers: [MessagePlatform, Message, Record<string, string>][] = [
  ["apple", plain, { "apns-push-type": "alert", "apns-priority": "10", "apns-expiration": "1796115660" }],
  [
    "apple",
    { ...plain, priority: "normal", ttlSeconds: 0 },
    { "apns-push-type": "alert", "apns-priority": "5", "apns-expiration": "0" },
  ],
  ["apple", silent, { "apns-push-type": "background", "apns-priority": "5", "apns-expiration": "1796115660" }],
  ["fcmv1", plain, {}],
  ["windows", plain, { "X-WNS-Type": "wns/toast", "X-WNS-TTL": "60" }],
  [
    "windows",
    { ...plain, priority: "normal" },
    { "X-WNS-Type": "wns/toast", "X-WNS-TTL": "60", "X-WNS-PRIORITY": "2" },
  ],
  [
    "windows",
    { ...plain, interruption: "passive" },
    { "X-WNS-Type": "wns/toast", "X-WNS-TTL": "60", "X-WNS-SuppressPopup": "true" },
  ],
  ["windows", silent, { "X-WNS-Type": "wns/raw", "X-WNS-TTL": "60" }],
  ["browser", { ...plain, priority: "normal" }, { TTL: "60", Urgency: "normal" }],
  ["adm", plain, {}],
  ["xiaomi", plain, {}],
];

/** Where a collapse id is, and what it looks like. */
export const places: [
  MessagePlatform,
  (rendered: { headers: Record<string, string>; body: any }) => unknown,
  RegExp,
][] = [
  ["apple", ({ headers }) => headers["apns-collapse-id"], /^[\da-f]{32}$/],
  ["fcmv1", ({ body }) => body.message.android.collapse_key, /^[\da-f]{32}$/],
  ["fcmv1", ({ body }) => body.message.android.notification.tag, /^[\da-f]{32}$/],
  ["fcmv1", ({ body }) => body.message.webpush.headers.Topic, /^[\da-f]{32}$/],
  ["fcmv1", ({ body }) => body.message.webpush.notification.tag, /^[\da-f]{32}$/],
  ["windows", ({ headers }) => headers["X-WNS-Tag"], /^[\da-f]{16}$/],
  ["windows", ({ headers }) => headers["X-WNS-Group"], /^broadcast$/],
  ["browser", ({ headers }) => headers.Topic, /^[\da-f]{32}$/],
  ["browser", ({ body }) => body.tag, /^[\da-f]{32}$/],
  ["adm", ({ body }) => body.consolidationKey, /^[\da-f]{32}$/],
  ["xiaomi", ({ body }) => String(body.notify_id), /^\d{1,10}$/],
];

/** What an app or a screen gets from a rendered message; read with other libraries than the code under test. */
export interface Decoded {
  title?: string;
  subtitle?: string;
  body?: string;
  link?: string;
  data: Record<string, string>;
}

/** Names of message fields that travel among the data. */
const fields = ["title", "subtitle", "body", "link", "image", "badge", "sound", "category"];

export function decode({ platform, body, headers }: Pick<Rendered, "platform" | "body" | "headers">): Decoded {
  if (platform === "windows") return headers["X-WNS-Type"] === "wns/raw" ? beside(JSON.parse(body)) : decodeToast(body);
  const payload = JSON.parse(body);
  switch (platform) {
    case "apple": {
      const { aps, ...others } = payload;
      return { ...aps.alert, ...beside(others) };
    }
    case "fcmv1":
      return { ...payload.message.notification, ...beside(payload.message.data ?? {}) };
    case "browser":
      return { title: payload.title, body: payload.body, ...beside(payload.data) };
    case "adm":
      return beside(payload.data);
    case "xiaomi":
      return { title: payload.title, body: payload.description, ...beside(JSON.parse(payload.payload)) };
  }
}

/** Splits what travels together: fields of the message by name, the rest is data. */
function beside(values: Record<string, string>): Decoded {
  const own = Object.entries(values);
  const found = Object.fromEntries(own.filter(([name]) => fields.includes(name)));
  return { ...found, data: Object.fromEntries(own.filter(([name]) => !fields.includes(name))) };
}

function decodeToast(xml: string): Decoded {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "",
    trimValues: false,
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: false,
    isArray: (name) => name === "text",
  });
  const { toast } = parser.parse(xml);
  const texts: string[] = toast.visual.binding.text.map(characters);
  const [title, subtitle, body] = texts.length === 3 ? texts : [texts[0], undefined, texts[1]];
  const decoded: Decoded = { title, subtitle, body, data: {} };
  const launch = characters(toast.launch ?? "");
  if (toast.activationType === "protocol") return { ...decoded, link: launch };
  for (const pair of launch === "" ? [] : launch.split(";")) {
    const [name, value] = pair.split("=").map((part) => part.replace(/%(3B|3D|25)/g, decodeURIComponent));
    if (name === "link") decoded.link = value;
    else decoded.data[name!] = value!;
  }
  return decoded;
}

/** Resolves the references of XML in one pass. */
function characters(text: string): string {
  const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
  return text.replace(/&(#?)(\w+);/g, (_, number, name) => (number ? String.fromCharCode(Number(name)) : named[name]!));
}
