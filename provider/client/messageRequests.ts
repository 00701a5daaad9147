import { apiVersion, type HubRequest, segment } from "./hubRequest";

/** DELETE of a scheduled notification. */
export function cancelRequest(hub: string, notificationId: string): HubRequest {
  return {
    operation: "cancel scheduled notification",
    method: "DELETE",
    path: `${hub}/schedulednotifications/${segment(notificationId, "notificationId")}?${apiVersion}`,
    headers: {},
    // Asked twice, a hub that took it the first time says that there is nothing to cancel.
    kind: "once",
    needs: { right: "Send", tier: "Standard" },
    missing: "it was already sent, was canceled before, or never existed",
  };
}

/** GET of the telemetry of one notification. */
export function detailsRequest(hub: string, notificationId: string): HubRequest {
  return {
    operation: "get outcome",
    method: "GET",
    path: `${hub}/messages/${segment(notificationId, "notificationId")}?${apiVersion}`,
    headers: {},
    kind: "repeatable",
    needs: { right: "Manage", tier: "Standard" },
    missing: "its telemetry is not ready yet or the id is unknown; try again in 10 s",
  };
}

/** GET of the URL where the platforms' services report dead handles. */
export function feedbackRequest(hub: string): HubRequest {
  return {
    operation: "get feedback container",
    method: "GET",
    path: `${hub}/feedbackcontainer?${apiVersion}`,
    headers: {},
    kind: "repeatable",
    needs: { right: "Manage", tier: "Standard" },
  };
}
