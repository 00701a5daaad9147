"""Every operation of notificationhubs-rest-python, one line of JSON each. Arguments: connection string, hub."""

import datetime
import json
import sys

from notificationhubs_rest_python.NotificationHub import AzureNotificationHub

hub = AzureNotificationHub(sys.argv[1], sys.argv[2])
soon = datetime.datetime.utcnow() + datetime.timedelta(hours=1)
toast = '<toast><visual><binding template="ToastText01"><text id="1">A</text></binding></visual></toast>'
phone = '<wp:Notification xmlns:wp="WPNotification"><wp:Toast><wp:Text1>A</wp:Text1></wp:Toast></wp:Notification>'
aps = {"aps": {"alert": "A"}}
data = {"data": {"m": "A"}}


def attempt(operation, run):
    try:
        status, _ = run()
        print(json.dumps({"operation": operation, "ok": status == 201}))
    except Exception as error:
        print(json.dumps({"operation": operation, "ok": False, "error": str(error)[:200]}))


attempt("send apple", lambda: hub.send_apple_notification(False, aps))
attempt("send apple to a set of tags", lambda: hub.send_apple_notification(False, aps, tags={"a", "b"}))
attempt("send apple to a tag expression", lambda: hub.send_apple_notification(False, aps, tags="a && !b"))
attempt("send apple direct", lambda: hub.send_apple_notification(True, aps, device_handle="00FC"))
attempt("send google", lambda: hub.send_google_notification(False, data))
attempt("send amazon", lambda: hub.send_amazon_notification(False, data))
attempt("send baidu", lambda: hub.send_baidu_notification(False, data))
attempt("send windows phone", lambda: hub.send_windows_phone_notification(False, phone))
attempt("send windows toast", lambda: hub.send_windows_notification(False, toast))
attempt("send windows tile", lambda: hub.send_windows_notification(False, "<tile><visual/></tile>"))
attempt("send windows badge", lambda: hub.send_windows_notification(False, '<badge value="1"/>'))
attempt("send windows raw", lambda: hub.send_windows_notification(False, "raw"))
attempt("send template", lambda: hub.send_template_notification({"message": "A"}, tags="a"))
attempt("schedule apple", lambda: hub.send_apple_notification(False, aps, scheduled_time=soon))
