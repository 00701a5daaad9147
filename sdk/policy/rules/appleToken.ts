import { record } from "../../../provider/message/jsonPayload";
import { isUnknown } from "../../../provider/message/unknown";
import type { BroadcastDraft } from "../broadcastDraft";
import { defineRule } from "../rule";

export const appleToken = defineRule({
  code: "NH510",
  name: "apple-token",
  group: "operations",
  severity: "warning",
  preset: "recommended",
  description: "A hub that sends to Apple has token credentials, so that the service passes apns-push-type on.",
  prevents: "Apple delays the notification on iOS 13 and later, or drops it.",
  config: {
    credentials: {
      type: "string",
      enum: ["token", "certificate"],
      description: "The hub's Apple credentials. Default: those of the hub in the same program, if there is one.",
    },
  },
  judge:
    ({ credentials }) =>
    (draft) => {
      if (!draft.parts.some(({ platform }) => platform === "apple")) return [];
      if ((credentials ?? credentialsOf(draft)) !== "certificate") return [];
      const message =
        "goes to Apple through a hub with a certificate, which does not pass apns-push-type on: give the hub a .p8 key";
      return [{ keys: [], message }];
    },
  observe(run, type, properties) {
    if (!/^azure-native:notificationhubs(\/\w+)?:NotificationHub$/.test(type)) return;
    const { notificationHubName, apnsCredential } = properties();
    if (isUnknown(apnsCredential)) return;
    const { token, keyId, apnsCertificate } = record(apnsCredential);
    if (token === undefined && keyId === undefined && apnsCertificate === undefined) return;
    const named = typeof notificationHubName === "string" && !isUnknown(notificationHubName);
    const credentials = token === undefined && keyId === undefined ? "certificate" : "token";
    run.appleCredentials.set(named ? notificationHubName.toLowerCase() : "", credentials);
  },
});

/** The kind of Apple credential of the draft's hub, or of the only hub in the program. */
function credentialsOf(draft: BroadcastDraft): "token" | "certificate" | undefined {
  const hubs = draft.run.appleCredentials;
  const to = draft.value("to");
  const named = typeof to === "string" ? hubs.get((to.split("/")[1] ?? "").toLowerCase()) : undefined;
  return named ?? (hubs.size === 1 ? [...hubs.values()][0] : undefined);
}
