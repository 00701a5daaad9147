/** A row of the table: what is declared, and the digest of each post. Rows are added, never edited. */
interface Row {
  declared: object;
  test?: boolean;
  expected: Record<string, string>;
}

const localized = {
  message: { title: "News", body: "A", locales: { fr: { title: "Nouvelles" } } },
  platforms: ["apple", "fcmv1"],
};

export const goldenDigests: Record<string, Row> = {
  "a message with a locale": {
    declared: localized,
    expected: {
      "apple/fr": "973b789bdd0a926e",
      apple: "b43332063d54ce8e",
      "fcmv1/fr": "2213cc3c6001c937",
      fcmv1: "bbb1bffa8622f0d3",
    },
  },
  "a revision and an announcement": {
    declared: { ...localized, revision: 3, announcement: "release-3" },
    expected: {
      "apple/fr": "780ca55668942590",
      apple: "1f4668b868ae334d",
      "fcmv1/fr": "9940a8900f168183",
      fcmv1: "d8cda0d9e97165dc",
    },
  },
  "a test": {
    declared: localized,
    test: true,
    expected: {
      "apple/fr": "5fe681596db753f8",
      apple: "602870e9c3f48200",
      "fcmv1/fr": "09ed56844eb3a325",
      fcmv1: "100c5a9a7335c6be",
    },
  },
  "a message that says everything": {
    declared: {
      message: {
        title: "caf\u00e9",
        subtitle: "S",
        body: "B",
        link: "https://contoso.com/a",
        image: "https://contoso.com/b.png",
        badge: 2,
        sound: "default",
        category: "c",
        data: { b: "2", a: "1" },
        priority: "normal",
        expiresAt: "2026-12-01T10:00:00+01:00",
        overflow: "truncate",
        overrides: { apple: { payload: { aps: { badge: 3 } }, headers: { "APNS-Priority": " 5" } } },
      },
      platforms: ["windows", "apple"],
      headers: { windows: { "X-WNS-TTL": "60" } },
    },
    expected: { apple: "94633cbae0e922ed", windows: "3b0c35ad0c6bd19f" },
  },
  "a silent message": {
    declared: { message: { silent: true, data: { a: "1" } }, platforms: ["browser", "adm", "xiaomi"] },
    expected: { adm: "58e9539598cae7c3", browser: "983b32c867fa81ba", xiaomi: "a9ce89fd0b70deff" },
  },
  "payloads for everyone": {
    declared: {
      payloads: { apple: { aps: { alert: "A" } }, windows: "<toast/>", gcm: '{"data":{"id":9007199254740993}}' },
      audience: { everyone: true },
    },
    expected: { apple: "0182f332202f2868", gcm: "3a56c761f10c45ba", windows: "753c9b440bf7caeb" },
  },
  "a template": {
    declared: { template: { title: "A" }, audience: { tagExpression: "(a || b) && !c" } },
    expected: { template: "22c8ad206c8da5bb" },
  },
  devices: {
    declared: {
      payloads: { apple: "{}", browser: "{}" },
      audience: {
        devices: [
          { platform: "apple", handle: "bb" },
          { platform: "apple", handle: "aa" },
          { platform: "browser", handle: { endpoint: "https://push.contoso.com/1", auth: "a", p256dh: "p" } },
        ],
      },
    },
    expected: { apple: "d83659b588234f16", browser: "a423f5313e388cc2" },
  },
};
