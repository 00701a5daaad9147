/** A message to begin with. */
export interface Sample {
  name: string;
  headers: string;
  body: string;
}

const title = "2.4.0 is here";
const text = "Dark mode, at last. And your lists open twice as fast as before.";
const link = "https://contoso.com/releases/2.4.0";
const image = "https://contoso.com/releases/2.4.0.png";

function json(name: string, value: unknown, headers = ""): Sample {
  return { name, headers, body: JSON.stringify(value, null, 2) };
}

function android(more: object = {}) {
  return { message: { notification: { title, body: text, ...more }, data: { link }, android: { priority: "high" } } };
}

const toast = `<toast activationType="protocol" launch="${link}">
  <visual>
    <binding template="ToastGeneric">
      <text>${title}</text>
      <text>${text}</text>
      <image placement="hero" src="${image}"/>
    </binding>
  </visual>
  <actions>
    <action content="What is new" activationType="protocol" arguments="${link}"/>
    <action content="Later" arguments="later"/>
  </actions>
</toast>`;

const plain = json("Message", { title, description: text });

export const samples: Record<string, Sample[]> = {
  apple: [
    json("Alert", { aps: { alert: { title, subtitle: "Release", body: text }, sound: "default", badge: 1 }, link }),
    json(
      "Replaces an earlier one",
      { aps: { alert: { title, body: text } }, link },
      "apns-collapse-id: release\napns-priority: 10",
    ),
    json("Time sensitive, with an image", {
      aps: { alert: { title, body: text }, "mutable-content": 1, "interruption-level": "time-sensitive" },
      image,
    }),
    json("Texts by key", {
      aps: { alert: { "title-loc-key": "RELEASED", "title-loc-args": ["2.4.0"], "loc-key": "NEW" } },
    }),
    json("Silent", { aps: { "content-available": 1 } }, "apns-push-type: background\napns-priority: 5"),
  ],
  fcmv1: [
    json("Notification", android()),
    json("With an image and a channel", {
      message: { ...android({ image }).message, android: { notification: { channel_id: "releases", tag: "release" } } },
    }),
    json("Data only", { message: { data: { refresh: "releases" } } }),
  ],
  gcm: [
    json("Notification", { notification: { title, body: text } }),
    json("Data only", { data: { refresh: "releases" } }),
  ],
  windows: [
    { name: "Toast with buttons", headers: "x-wns-type: wns/toast", body: toast },
    { name: "Badge", headers: "x-wns-type: wns/badge", body: '<badge value="3"/>' },
    { name: "Raw", headers: "x-wns-type: wns/raw", body: '{"refresh":"releases"}' },
  ],
  windowsphone: [
    {
      name: "Toast",
      headers: "x-windowsphone-target: toast\nx-notificationclass: 2",
      body: `<wp:Notification xmlns:wp="WPNotification"><wp:Toast><wp:Text1>${title}</wp:Text1><wp:Text2>${text}</wp:Text2></wp:Toast></wp:Notification>`,
    },
  ],
  browser: [
    json("Notification", { title, body: text, data: { link } }, "ttl: 86400"),
    json("With an image and buttons", {
      ...{ title, body: text, image, data: { link } },
      actions: [
        { action: "open", title: "What is new" },
        { action: "later", title: "Later" },
      ],
    }),
  ],
  adm: [json("Data", { data: { title, message: text } })],
  baidu: [plain],
  xiaomi: [plain],
  template: [json("Properties", { title, message: text })],
};
