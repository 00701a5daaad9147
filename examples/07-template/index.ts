// One template send for every platform: devices registered a template such as {"aps":{"alert":"$(title)"}} and fill it in.
// Template properties are texts.
import { Broadcast } from "pulumi-broadcast";

const release = new Broadcast("v2-4-0", {
  announcement: "release-2.4.0",
  template: { title: "2.4.0 is here", link: "https://contoso.com/releases/2.4.0" },
  audience: { tags: ["release"] },
  notAfter: "2099-12-31T00:00:00Z",
});

export const status = release.status;
