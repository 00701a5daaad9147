"""Every operation of azure-notification-hub-unofficial, one line of JSON each. Arguments: connection string, hub."""

import datetime
import json
import sys

import azure_notification_hub as nh

client = nh.NotificationHubsClient(sys.argv[1], sys.argv[2])
soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
channel = {"endpoint": "https://push.example/1", "p256dh": "p", "auth": "a"}
toast = '<toast><visual><binding template="ToastText01"><text id="1">A</text></binding></visual></toast>'


def attempt(operation, run, accept=lambda result: True):
    try:
        result = run()
        print(json.dumps({"operation": operation, "ok": bool(accept(result)), "error": str(result)[:200]}))
        return result
    except Exception as error:
        print(json.dumps({"operation": operation, "ok": False, "error": str(error)[:200]}))


def xml(result):
    return "_raw_xml" in result


installation = nh.create_browser_installation(installation_id="i", push_channel=channel, tags=["a"])
attempt("create_or_update_installation", lambda: client.create_or_update_installation(installation))
attempt("update_installation", lambda: client.update_installation("i", [{"op": "add", "path": "/tags", "value": "b"}]))
attempt("get_installation", lambda: client.get_installation("i"), lambda result: "installationId" in result)

bodies = {
    "apple": nh.create_apple_notification({"aps": {"alert": "A"}}),
    "fcm legacy": nh.create_fcm_legacy_notification({"data": {"m": "A"}}),
    "fcm v1": nh.create_fcm_v1_notification({"message": {"data": {"m": "A"}}}),
    "windows toast": nh.create_windows_toast_notification(toast),
    "windows tile": nh.create_windows_tile_notification("<tile><visual/></tile>"),
    "windows badge": nh.create_windows_badge_notification('<badge value="1"/>'),
    "windows raw": nh.create_windows_raw_notification("raw"),
    "adm": nh.create_adm_notification({"data": {"m": "A"}}),
    "baidu": nh.create_baidu_notification({"title": "A"}),
    "browser": nh.create_browser_notification({"title": "A"}),
    "template": nh.create_template_notification({"message": "A"}),
    "xiaomi": nh.create_xiaomi_notification({"title": "A"}),
}
for name, notification in bodies.items():
    attempt(f"send_notification {name}", lambda: client.send_notification(notification, tag_expression="a"))
attempt("send_broadcast_notification", lambda: client.send_broadcast_notification(bodies["apple"]))
attempt("send_notification test", lambda: client.send_notification(bodies["browser"], "a", test_send=True), xml)
attempt("send_notification tells an id", lambda: client.send_notification(bodies["browser"], "a"), bool)
attempt("schedule_notification", lambda: client.schedule_notification(soon, bodies["apple"], "a"))
attempt("get_feedback_container_url", client.get_feedback_container_url, lambda url: "sig=" in url)
listed = attempt("list_registrations", client.list_registrations, lambda result: len(result) == 1) or [{}]
name = listed[0].get("title", "none")
attempt("get_registration", lambda: client.get_registration(name))
attempt("delete_registration", lambda: client.delete_registration(name))
attempt("delete_installation", lambda: client.delete_installation("i"))
