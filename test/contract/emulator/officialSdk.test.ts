import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as sdk from "@azure/notification-hubs";
import { type Emulator, startEmulator } from "../../../sdk/emulator/index";

const token = "62BCD3484834B7E2DC56733AC5509259230CC1BA82BA1AE7D06E91908A05A8FA";
const apple = sdk.createAppleNotification({ body: { aps: { alert: "hi" } }, headers: { "apns-priority": "10" } });
const browser = { endpoint: "https://push.example/1", p256dh: "p", auth: "a" };

/** The official SDK, as published, over TLS. */
describe("emulator: @azure/notification-hubs", () => {
  let emulator: Emulator;
  let hub: sdk.NotificationHubsClient;
  const client = (strings: string) =>
    new sdk.NotificationHubsClient(strings, emulator.hub, {
      tlsOptions: { ca: readFileSync(emulator.certificate!, "utf8") },
      retryOptions: { maxRetries: 0 },
    });
  beforeEach(async () => {
    emulator = await startEmulator({ tlsPort: 0, hub: "Releases" });
    hub = client(emulator.tlsConnectionStrings!.full);
  });
  afterEach(() => emulator.close());
  const failure = async (operation: Promise<unknown>) => {
    const error = (await operation.then(
      () => assert.fail("it succeeded"),
      (reason) => reason,
    )) as sdk.NotificationHubsResponse & { statusCode: number; message: string };
    return error;
  };

  describe("sends", () => {
    it("sendNotification to a tag expression, and the outcome of it", async () => {
      await hub.createOrUpdateInstallation(
        sdk.createAppleInstallation({ installationId: "i1", pushChannel: token, tags: ["a"] }),
      );
      const sent = await hub.sendNotification(apple, { tagExpression: sdk.createTagExpression(["a", "b"]) });
      assert.equal(sent.state, "Enqueued");
      assert.match(sent.trackingId!, /^[0-9a-f-]{36}$/);
      assert.match(sent.correlationId!, /^[0-9a-f-]{36}$/);
      assert.equal(sent.notificationId, emulator.sends()[0]?.id);
      const details = await hub.getNotificationOutcomeDetails(sent.notificationId!);
      assert.equal(details.state, "Completed");
      assert.deepEqual(details.apnsOutcomeCounts, [{ state: "Success", count: 1 }]);
      assert.equal(details.notificationBody, apple.body);
      assert.equal(details.targetPlatforms, "apple");
      assert.ok(details.enqueueTime instanceof Date && details.endTime instanceof Date);
      assert.match(details.location!, /^sb:\/\/localhost/);
    });

    it("sendBroadcastNotification", async () => {
      await hub.sendBroadcastNotification(apple);
      assert.deepEqual([emulator.sends()[0]?.kind, emulator.sends()[0]?.tags], ["send", undefined]);
    });

    it("enableTestSend, reached and not", async () => {
      await hub.createOrUpdateInstallation(
        sdk.createAppleInstallation({ installationId: "i1", pushChannel: token, tags: ["a"] }),
      );
      const reached = await hub.sendNotification(apple, { tagExpression: "a", enableTestSend: true });
      assert.deepEqual([reached.state, reached.successCount, reached.failureCount], ["DetailedStateAvailable", 1, 0]);
      assert.equal(reached.results[0]?.pnsHandle, token);
      const none = await hub.sendNotification(apple, { tagExpression: "b", enableTestSend: true });
      assert.deepEqual([none.successCount, none.failureCount, none.results], [0, 0, []]);
      await hub.createOrUpdateInstallation(
        sdk.createAppleInstallation({ installationId: "i2", pushChannel: "AB", tags: ["a"] }),
      );
      const both = await hub.sendNotification(apple, { tagExpression: "a", enableTestSend: true });
      assert.equal(both.results.length, 2);
    });

    it("the SDK's broadcast test send goes to a tag named undefined, so it reaches nobody", async () => {
      await hub.createOrUpdateInstallation(sdk.createAppleInstallation({ installationId: "i1", pushChannel: token }));
      const { results } = await hub.sendBroadcastNotification(apple, { enableTestSend: true });
      assert.deepEqual([results, emulator.sends()[0]?.tags], [[], "undefined"]);
    });

    it("to a device handle, to many, to browsers", async () => {
      await hub.sendNotification(apple, { deviceHandle: token });
      const batch = await hub.sendNotification(apple, { deviceHandle: [token, "AB"] });
      // The SDK takes the fourth segment of a batch's location, which is not its id.
      assert.equal(batch.notificationId, "$batch");
      await hub.sendNotification(sdk.createBrowserNotification({ body: { title: "a" } }), { deviceHandle: browser });
      assert.deepEqual(
        emulator.sends().map(({ kind, targets }) => [kind, targets]),
        [
          ["direct", 1],
          ["batch", 2],
          ["direct", 1],
        ],
      );
    });

    const notifications: [name: string, notification: sdk.Notification][] = [
      ["adm", sdk.createAdmNotification({ body: { data: { a: "b" } } })],
      ["baidu", sdk.createBaiduNotification({ body: { title: "a" } })],
      ["browser", sdk.createBrowserNotification({ body: { title: "a" } })],
      ["gcm", sdk.createFcmLegacyNotification({ body: { data: { a: "b" } } })],
      ["fcmv1", sdk.createFcmV1Notification({ body: '{"message":{"data":{"a":"b"}}}' as never })],
      ["xiaomi", sdk.createXiaomiNotification({ body: { title: "a" } })],
      ["template", sdk.createTemplateNotification({ body: { a: "b" } })],
      ["windows toast", sdk.createWindowsToastNotification({ body: "<toast/>" })],
      ["windows tile", sdk.createWindowsTileNotification({ body: "<tile/>" })],
      ["windows badge", sdk.createWindowsBadgeNotification({ body: "<badge/>" })],
      ["windows raw", sdk.createWindowsRawNotification({ body: "any text" })],
    ];
    for (const [name, notification] of notifications) {
      it(`${name} is accepted`, async () => {
        await hub.sendNotification(notification, { tagExpression: "a" });
        const [record] = emulator.sends();
        assert.equal(record?.format, notification.platform);
        assert.equal(record?.body, notification.body);
      });
    }

    it("a send-only key sends and may not read the outcome", async () => {
      const sender = client(emulator.tlsConnectionStrings!.send);
      const { notificationId } = await sender.sendNotification(apple, { tagExpression: "a" });
      assert.equal((await failure(sender.getNotificationOutcomeDetails(notificationId!))).statusCode, 403);
    });

    it("a refusal carries the service's sentence", async () => {
      const error = await failure(hub.sendNotification(apple, { tagExpression: "a b" }));
      assert.equal(error.statusCode, 400);
      assert.match(error.message, /^operations failed with: .*'b'.*TrackingId:/);
    });
  });

  describe("schedules", () => {
    const later = () => new Date(Date.now() + 3_600_000);

    it("scheduleNotification and scheduleBroadcastNotification, delivered when due", async () => {
      await hub.createOrUpdateInstallation(
        sdk.createAppleInstallation({ installationId: "i1", pushChannel: token, tags: ["a"] }),
      );
      const tagged = await hub.scheduleNotification(later(), apple, { tagExpression: "a" });
      const broadcast = await hub.scheduleBroadcastNotification(later(), apple);
      assert.equal((await hub.getNotificationOutcomeDetails(tagged.notificationId!)).state, "Scheduled");
      emulator.advanceClock(3601);
      for (const { notificationId } of [tagged, broadcast]) {
        assert.equal((await hub.getNotificationOutcomeDetails(notificationId!)).state, "Completed");
      }
    });

    it("cancelScheduledNotification", async () => {
      const { notificationId } = await hub.scheduleNotification(later(), apple, { tagExpression: "a" });
      await hub.cancelScheduledNotification(notificationId!);
      assert.equal((await hub.getNotificationOutcomeDetails(notificationId!)).state, "Canceled");
    });
  });

  describe("installations", () => {
    it("createOrUpdate, get, update, delete", async () => {
      const installation = sdk.createAppleInstallation({
        installationId: "i1",
        pushChannel: token,
        tags: ["a"],
        userId: "bob",
        templates: { t: { body: '{"aps":{"alert":"$(m)"}}', headers: { "apns-priority": "5" }, tags: ["b"] } },
      });
      await hub.createOrUpdateInstallation(installation);
      await hub.updateInstallation("i1", [
        { op: "add", path: "/tags", value: "c" },
        { op: "replace", path: "/userId", value: "eve" },
        { op: "remove", path: "/tags/a" },
      ]);
      const read = await hub.getInstallation("i1");
      assert.deepEqual([read.tags, read.userId, read.pushChannelExpired], [["c"], "eve", false]);
      assert.deepEqual(read.templates?.t, { ...installation.templates!.t, tags: ["b", "t"] });
      await hub.deleteInstallation("i1");
      const error = await failure(hub.getInstallation("i1"));
      assert.equal(error.statusCode, 404);
      assert.match(error.message, /Installation not found/);
    });

    const others: sdk.Installation[] = [
      sdk.createAdmInstallation({ installationId: "i1", pushChannel: "a" }),
      sdk.createBaiduInstallation({ installationId: "i1", pushChannel: "user-channel" }),
      sdk.createBrowserInstallation({ installationId: "i1", pushChannel: browser }),
      sdk.createFcmLegacyInstallation({ installationId: "i1", pushChannel: "a" }),
      sdk.createFcmV1Installation({ installationId: "i1", pushChannel: "a" }),
      sdk.createWindowsInstallation({ installationId: "i1", pushChannel: "https://a/" }),
      sdk.createXiaomiInstallation({ installationId: "i1", pushChannel: "a" }),
    ];
    for (const installation of others) {
      it(`${installation.platform} comes back as it was put`, async () => {
        await hub.createOrUpdateInstallation(installation);
        const { platform, pushChannel } = await hub.getInstallation("i1");
        assert.deepEqual([platform, pushChannel], [installation.platform, installation.pushChannel]);
      });
    }
  });

  describe("registrations", () => {
    const descriptions: sdk.RegistrationDescription[] = [
      sdk.createAdmRegistrationDescription({ admRegistrationId: "a", tags: ["x"] }),
      sdk.createAdmTemplateRegistrationDescription({
        admRegistrationId: "a",
        bodyTemplate: '{"data":{"a":"$(b)"}}',
        templateName: "t",
      }),
      sdk.createAppleRegistrationDescription({
        deviceToken: token,
        tags: ["x", "y"],
        pushVariables: { a: "1 & 'two'" },
      }),
      sdk.createAppleTemplateRegistrationDescription({
        deviceToken: token,
        bodyTemplate: '{"aps":{"alert":"$(m)"}}',
        templateName: "t",
        apnsHeaders: { "apns-priority": "5", "apns-collapse-id": "$(id)" },
      }),
      sdk.createBaiduRegistrationDescription({ baiduUserId: "u", baiduChannelId: "c" }),
      sdk.createBaiduTemplateRegistrationDescription({
        baiduUserId: "u",
        baiduChannelId: "c",
        bodyTemplate: '{"title":"$(t)"}',
      }),
      sdk.createBrowserRegistrationDescription(browser),
      sdk.createBrowserTemplateRegistrationDescription({ ...browser, bodyTemplate: '{"title":"$(t)"}' }),
      sdk.createFcmLegacyRegistrationDescription({ gcmRegistrationId: "g" }),
      sdk.createFcmLegacyTemplateRegistrationDescription({ gcmRegistrationId: "g", bodyTemplate: '{"data":{}}' }),
      sdk.createFcmV1RegistrationDescription({ fcmV1RegistrationId: "f" }),
      sdk.createFcmV1TemplateRegistrationDescription({ fcmV1RegistrationId: "f", bodyTemplate: '{"message":{}}' }),
      sdk.createWindowsRegistrationDescription({ channelUri: "https://a/?b=c&d=e" }),
      sdk.createWindowsTemplateRegistrationDescription({
        channelUri: "https://a/?b=c&d=e",
        bodyTemplate: '<toast launch="$(l)"><visual/></toast>',
        templateName: "t",
        wnsHeaders: { "X-WNS-Type": "wns/toast", "X-WNS-Tag": "{'a' + $(b)}" },
      }),
      sdk.createXiaomiRegistrationDescription({ xiaomiRegistrationId: "x" }),
      sdk.createXiaomiTemplateRegistrationDescription({ xiaomiRegistrationId: "x", bodyTemplate: '{"title":"$(t)"}' }),
    ];
    for (const description of descriptions) {
      it(`${description.kind} comes back as it was created`, async () => {
        const created = await hub.createRegistration({ ...description });
        const read = await hub.getRegistration(created.registrationId!);
        assert.deepEqual(read, created);
        for (const [name, value] of Object.entries(description)) {
          assert.deepEqual((read as unknown as Record<string, unknown>)[name], value, name);
        }
        assert.equal(read.etag, "1");
      });
    }

    it("createRegistrationId, createOrUpdate, update, delete", async () => {
      const registrationId = await hub.createRegistrationId();
      const first = await hub.createOrUpdateRegistration({ ...descriptions[2]!, registrationId });
      assert.deepEqual([first.registrationId, first.etag], [registrationId, "1"]);
      const second = await hub.updateRegistration({ ...first, tags: ["z"] });
      assert.deepEqual([second.tags, second.etag], [["z"], "2"]);
      const stale = await failure(hub.updateRegistration({ ...second, etag: "1" }));
      assert.equal(stale.statusCode, 412);
      await hub.deleteRegistration(registrationId);
      assert.equal((await failure(hub.getRegistration(registrationId))).statusCode, 404);
    });

    it("lists: all by pages, by tag, by channel", async () => {
      for (let number = 0; number < 5; number++) {
        await hub.createRegistration(
          sdk.createFcmV1RegistrationDescription({
            fcmV1RegistrationId: `f${number}`,
            tags: number % 2 ? ["odd"] : [],
          }),
        );
      }
      for (const description of descriptions.slice(0, 14)) await hub.createRegistration({ ...description });
      const pages: number[] = [];
      for await (const page of hub.listRegistrations({ top: 7 }).byPage()) pages.push(page.length);
      assert.deepEqual(pages, [7, 7, 5]);
      const odd: sdk.RegistrationDescription[] = [];
      for await (const registration of hub.listRegistrationsByTag("odd", { top: 1 })) odd.push(registration);
      assert.deepEqual(
        odd.map((each) => (each as sdk.FcmV1RegistrationDescription).fcmV1RegistrationId),
        ["f1", "f3"],
      );
      const channels: sdk.RegistrationChannel[] = [
        { kind: "apple", deviceToken: token.toLowerCase() },
        { kind: "windows", channelUri: "https://a/?b=c&d=e" },
        { kind: "browser", ...browser },
        { kind: "adm", admRegistrationId: "a" },
        { kind: "gcm", gcmRegistrationId: "g" },
      ];
      for (const channel of channels) {
        const kinds: string[] = [];
        for await (const registration of hub.listRegistrationsByChannel(channel)) kinds.push(registration.kind);
        assert.equal(kinds.length, 2, channel.kind);
      }
    });

    it("a listing that reaches nobody is empty", async () => {
      for await (const page of hub.listRegistrations().byPage()) assert.deepEqual(page, []);
    });

    it("the SDK's filter for a Baidu channel lacks a quote, which is refused", async () => {
      const list = hub.listRegistrationsByChannel({ kind: "baidu", baiduUserId: "u", baiduChannelId: "c" });
      assert.equal((await failure(list.next())).statusCode, 400);
    });
  });

  it("getFeedbackContainerUrl", async () => {
    assert.match(await hub.getFeedbackContainerUrl(), /^https:\/\/localhost:\d+\/_emulator\/feedback\?sv=/);
  });

  it("submitNotificationHubJob, getNotificationHubJob, listNotificationHubJobs", async () => {
    // A storage that nobody serves: the job fails, and says so.
    const outputContainerUrl = "http://127.0.0.1:9/container?sig=secret";
    const { jobId } = await hub.submitNotificationHubJob({ type: "ExportRegistrations", outputContainerUrl });
    let job = await hub.getNotificationHubJob(jobId!);
    while (job.status !== "Failed") job = await hub.getNotificationHubJob(jobId!);
    assert.deepEqual([job.type, job.failure], ["ExportRegistrations", "The storage of the job does not answer"]);
    assert.deepEqual(
      (await hub.listNotificationHubJobs()).map((each) => each.jobId),
      [jobId],
    );
  });

  it("its own retries get through a throttled hub", async () => {
    emulator.fault({ fault: "429", retryAfter: 0 });
    const patient = new sdk.NotificationHubsClient(emulator.tlsConnectionStrings!.full, emulator.hub, {
      tlsOptions: { ca: readFileSync(emulator.certificate!, "utf8") },
      retryOptions: { maxRetries: 1, retryDelayInMs: 1 },
    });
    await patient.sendNotification(apple, { tagExpression: "a" });
    assert.equal(emulator.sends().length, 1);
  });
});
