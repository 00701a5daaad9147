import com.windowsazure.messaging.*;
import java.net.URI;
import java.util.*;
import java.util.concurrent.Callable;

/** Every operation of com.windowsazure:Notification-Hubs-java-sdk, one line each. Arguments: connection string, hub, storage. */
class Java {
  static void attempt(String operation, Callable<Boolean> run) {
    boolean ok = false;
    String error = "unexpected result";
    try {
      ok = run.call();
    } catch (Exception failure) {
      error = String.valueOf(failure);
    }
    String text = error.replaceAll("[\\\\\"\\p{Cntrl}]", " ");
    System.out.printf("{\"operation\":\"%s\",\"ok\":%s,\"error\":\"%s\"}%n", operation, ok, text.substring(0, Math.min(200, text.length())));
  }

  interface Step {
    void run() throws Exception;
  }

  static void attempt(String operation, Step step) {
    attempt(operation, () -> {
      step.run();
      return true;
    });
  }

  public static void main(String[] arguments) throws Exception {
    NotificationHub hub = new NotificationHub(arguments[0], arguments[1]);
    NamespaceManager namespace = new NamespaceManager(arguments[0]);
    URI channel = new URI("https://channel.example/1");
    String toast = "<toast><visual/></toast>";
    String json = "{\"data\":{\"m\":\"$(message)\"}}";

    NotificationHubDescription description = new NotificationHubDescription("second");
    description.setGcmCredential(new GcmCredential("key"));
    attempt("createNotificationHub", () -> namespace.createNotificationHub(description).getPath().equals("second"));
    attempt("getNotificationHub", () -> namespace.getNotificationHub("second").getGcmCredential().getGoogleApiKey().equals("key"));
    attempt("updateNotificationHub", () -> namespace.updateNotificationHub(description).getPath().equals("second"));
    attempt("getNotificationHubs", () -> namespace.getNotificationHubs().size() == 2);
    attempt("deleteNotificationHub", () -> namespace.deleteNotificationHub("second"));

    Map<String, Registration> registrations = new LinkedHashMap<>();
    registrations.put("apple", new AppleRegistration("ABCD"));
    registrations.put("apple template", new AppleTemplateRegistration("ABCE", "{\"aps\":{\"alert\":\"$(message)\"}}"));
    registrations.put("gcm", new GcmRegistration("g1"));
    registrations.put("gcm template", new GcmTemplateRegistration("g2", json));
    registrations.put("fcm", new FcmRegistration("f1"));
    registrations.put("fcm template", new FcmTemplateRegistration("f2", json));
    registrations.put("windows", new WindowsRegistration(channel));
    registrations.put("windows template", new WindowsTemplateRegistration(channel, toast, Map.of("X-WNS-Type", "wns/toast")));
    registrations.put("mpns", new MpnsRegistration(channel));
    registrations.put("adm", new AdmRegistration("a1"));
    registrations.put("adm template", new AdmTemplateRegistration("a2", json));
    registrations.put("baidu", new BaiduRegistration("u", "c"));
    registrations.put("baidu template", new BaiduTemplateRegistration("u", "d", json));
    for (Map.Entry<String, Registration> each : registrations.entrySet()) {
      each.getValue().getTags().add("t");
      attempt("createRegistration " + each.getKey(), () -> hub.createRegistration(each.getValue()).getRegistrationId() != null);
    }
    attempt("createRegistrationId", () -> hub.createRegistrationId() != null);
    attempt("upsert, get, update, delete a registration", () -> {
      GcmRegistration registration = new GcmRegistration(hub.createRegistrationId(), "g3");
      Registration stored = hub.upsertRegistration(registration);
      stored = hub.getRegistration(stored.getRegistrationId());
      stored.getTags().add("more");
      stored = hub.updateRegistration(stored);
      hub.deleteRegistration(stored);
      return stored.getTags().contains("more");
    });
    attempt("getRegistrations", () -> hub.getRegistrations().getRegistrations().size() >= 11);
    attempt("getRegistrations by page", () -> {
      int count = 0;
      String token = null;
      for (int page = 0; page < 20; page++) {
        CollectionResult result = hub.getRegistrations(3, token);
        count += result.getRegistrations().size();
        token = result.getContinuationToken();
        if (token == null) return count == hub.getRegistrations().getRegistrations().size();
      }
      return false;
    });
    attempt("getRegistrationsByTag", () -> hub.getRegistrationsByTag("t").getRegistrations().size() >= 11);
    attempt("getRegistrationsByChannel apple", () -> hub.getRegistrationsByChannel("ABCD").getRegistrations().size() == 1);
    attempt("getRegistrationsByChannel gcm", () -> hub.getRegistrationsByChannel("g1").getRegistrations().size() == 1);
    attempt("getRegistrationsByChannel windows", () -> hub.getRegistrationsByChannel(channel.toString()).getRegistrations().size() >= 2);

    attempt("createOrUpdateInstallation", () -> hub.createOrUpdateInstallation(new Installation("i", NotificationPlatform.Gcm, "gi", "a")));
    attempt("patchInstallation", () -> hub.patchInstallation("i", new PartialUpdateOperation(UpdateOperationType.Add, "/tags", "b")));
    attempt("getInstallation", () -> hub.getInstallation("i").getTags().contains("b"));
    attempt("deleteInstallation", () -> hub.deleteInstallation("i"));

    Map<String, Notification> notifications = new LinkedHashMap<>();
    notifications.put("apple", Notification.createAppleNotification("{\"aps\":{}}"));
    notifications.put("apple with expiry", Notification.createAppleNotification("{\"aps\":{}}", new Date()));
    notifications.put("apple with headers", Notification.createAppleNotification("{\"aps\":{}}", new HashMap<>(Map.of("apns-priority", "5"))));
    notifications.put("gcm", Notification.createGcmNotification(json));
    notifications.put("fcm", Notification.createFcmNotification(json));
    notifications.put("adm", Notification.createAdmNotification(json));
    notifications.put("baidu", Notification.createBaiduNotification(json));
    notifications.put("windows", Notification.createWindowsNotification(toast));
    notifications.put("windows raw", Notification.createWindowsRawNotification("raw"));
    notifications.put("mpns", Notification.createMpnsNotification("<wp:Notification xmlns:wp=\"WPNotification\"><wp:Toast/></wp:Notification>"));
    notifications.put("template", Notification.createTemplateNotification(Map.of("message", "A")));
    for (Map.Entry<String, Notification> each : notifications.entrySet()) {
      attempt("sendNotification " + each.getKey(), () -> hub.sendNotification(each.getValue()).getNotificationId() != null);
    }
    Notification apple = notifications.get("apple");
    attempt("sendNotification to tags", () -> hub.sendNotification(apple, Set.of("a", "b")).getNotificationId() != null);
    attempt("sendNotification to a tag expression", () -> hub.sendNotification(apple, "a && b").getNotificationId() != null);
    attempt("sendDirectNotification", () -> hub.sendDirectNotification(apple, "ABCD").getNotificationId() != null);
    attempt("sendDirectNotification to many", () -> hub.sendDirectNotification(apple, List.of("ABCD", "ABCE")).getNotificationId() != null);
    Date soon = new Date(System.currentTimeMillis() + 3_600_000);
    attempt("scheduleNotification, cancelScheduledNotification", () -> {
      String id = hub.scheduleNotification(apple, "a", soon).getNotificationId();
      hub.cancelScheduledNotification(id);
    });
    attempt("getNotificationTelemetry", () -> {
      String id = hub.sendNotification(apple, "t").getNotificationId();
      return hub.getNotificationTelemetry(id).getApnsOutcomeCounts().get("Success") == 1;
    });

    attempt("submitNotificationHubJob, getNotificationHubJob, getAllNotificationHubJobs", () -> {
      NotificationHubJob job = new NotificationHubJob();
      job.setJobType(NotificationHubJobType.ExportRegistrations);
      job.setOutputContainerUri(arguments[2] + "container?sv=1&amp;sig=s");
      String id = hub.submitNotificationHubJob(job).getJobId();
      for (int look = 0; look < 50; look++) {
        if (hub.getNotificationHubJob(id).getJobStatus() == NotificationHubJobStatus.Completed) {
          return hub.getAllNotificationHubJobs().size() == 1;
        }
        Thread.sleep(100);
      }
      return false;
    });
    System.exit(0);
  }
}
