// Announces a release: `pulumi up` posts it to the devices that carry the tag "release", and the next `up` posts nothing.
// Edit the text and the correction goes out, once per platform.
import { Broadcast } from "pulumi-broadcast";

const release = new Broadcast("v2-4-0", {
  announcement: "release-2.4.0",
  message: {
    title: "2.4.0 is here",
    body: "Dark mode, at last",
    link: "https://contoso.com/releases/2.4.0",
  },
  platforms: ["apple"],
  audience: { tags: ["release"] },
  notAfter: "2099-12-31T00:00:00Z", // yours is sooner: when it stops being news
});

export const status = release.status;
export const sends = release.sends;
