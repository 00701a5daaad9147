import { PayloadError } from "./errors/payloadError";
import { apiVersion, type HubRequest } from "./hubRequest";

/** DELETE of a scheduled notification. */
export function cancelRequest(hub: string, notificationId: string): HubRequest {
  return {
    operation: "cancel of a scheduled notification",
    method: "DELETE",
    path: `${hub}/schedulednotifications/${segment(notificationId, "notificationId")}?${apiVersion}`,
    headers: {},
    kind: "repeatable",
    needs: { right: "Send", tier: "Standard" },
  };
}

/** GET of the telemetry of one notification. */
export function detailsRequest(hub: string, notificationId: string): HubRequest {
  return {
    operation: "outcome of a notification",
    method: "GET",
    path: `${hub}/messages/${segment(notificationId, "notificationId")}?${apiVersion}`,
    headers: {},
    kind: "repeatable",
    needs: { right: "Manage", tier: "Standard" },
  };
}

/** GET of the URL where the platforms' services report dead handles. */
export function feedbackRequest(hub: string): HubRequest {
  return {
    operation: "feedback container",
    method: "GET",
    path: `${hub}/feedbackcontainer?${apiVersion}`,
    headers: {},
    kind: "repeatable",
    needs: { right: "Manage", tier: "Standard" },
  };
}

/** An id as one segment of a path. @throws PayloadError when it is empty. */
export function segment(id: string, name: string): string {
  if (typeof id === "string" && id !== "" && id !== "." && id !== "..") return encodeURIComponent(id);
  throw new PayloadError([{ path: name, message: "expected the id's text" }]);
}
