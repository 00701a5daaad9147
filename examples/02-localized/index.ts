// One announcement in three languages: every device gets one text, chosen by the tag that it registered (locale:fr, locale:pt-BR).
// Adding a language later posts in that language only.
import { Broadcast } from "pulumi-broadcast";

const release = new Broadcast("v2-4-0", {
  announcement: "release-2.4.0",
  message: {
    title: "2.4.0 is here",
    body: "Dark mode, at last",
    link: "https://contoso.com/releases/2.4.0",
    locales: {
      fr: { title: "La version 2.4.0 est là", body: "Le mode sombre, enfin" },
      "pt-BR": { title: "A versão 2.4.0 chegou", body: "Modo escuro, finalmente" },
    },
  },
  platforms: ["apple", "fcmv1"],
  audience: { tags: ["release"] },
  notAfter: "2099-12-31T00:00:00Z",
});

export const status = release.status;
