import type { Dispatcher } from "undici";
import type { Audience } from "./audience";
import { type HubDump, printDump } from "./debug";
import type { DevicesResult } from "./devicesResult";
import { Exchange } from "./exchange";
import type { Format } from "./format";
import { accessOf, type HubAddress } from "./hubAccess";
import type { HubRequest } from "./hubRequest";
import { Installations } from "./installations";
import { cancelRequest, detailsRequest, feedbackRequest } from "./messageRequests";
import type { Notification } from "./notification";
import { type NotificationDetails, parseNotificationDetails } from "./notificationDetails";
import { unreadable } from "./refusal";
import { Registrations } from "./registrations";
import { type SendOptions, sendRequest } from "./sendRequest";
import { resultOf, type SendResult } from "./sendResult";
import { type DevicesOptions, type Handles, sendToDevices } from "./sendToDevices";
import type { Stoppable } from "./stoppable";
import { TokenSource } from "./tokenSource";
import { undefinedIfMissing } from "./undefinedIfMissing";
import { type WaitOptions, waitForOutcome } from "./waitForOutcome";

/** How a `HubClient` reaches its hub. */
export interface HubClientOptions extends HubAddress {
  /** The undici dispatcher that sends the requests: a proxy, a mock, an agent with its own CA. @default one keep-alive agent for the process */
  dispatcher?: Dispatcher;
  /** The clock, in milliseconds since 1970, for signatures and for checking schedules. @default Date.now */
  now?: () => number;
  /** Shows each request and its answer with the secrets masked: `true` prints them to standard error, a function receives them. Never changes a request. @default false */
  debug?: boolean | ((dump: HubDump) => void);
  /** `maxWaitSeconds`: how long one operation may wait in total, in seconds, for throttles and connections; 0 disables waiting. @default 20 */
  retry?: { maxWaitSeconds: number };
  /** How long to wait for the answer to a request, in milliseconds. @default 30000 */
  timeoutMs?: number;
}

/** Options of the send methods for one platform. */
export interface PlatformSendOptions extends SendOptions {
  /** Additional headers of the notification. */
  headers?: Record<string, string>;
}

/** A payload: a string is sent byte for byte, an object as JSON. */
type Payload = Notification["body"];

const accepted = (status: number) => status === 201 || status === 200;
const succeeded = (status: number) => status >= 200 && status < 300;

/**
 * Sends through one notification hub. It reuses its signature and its connections, so create one client and keep it.
 *
 * @example
 * const client = new HubClient({ connectionString, hub: "releases" });
 * await client.sendApple({ aps: { alert: "2.4.0 is here" } }, { tags: ["release"] });
 * @example
 * // In an hour, unless it is canceled before then.
 * const inAnHour = new Date(Date.now() + 3_600_000);
 * const { notificationId } = await client.sendFcmV1(
 *   { message: { notification: { title: "2.4.0 is here" } } },
 *   { tagExpression: "release && !beta" },
 *   { schedule: inAnHour },
 * );
 * if (notificationId) await client.cancel(notificationId);
 * @example
 * // The outcome, on the Standard tier.
 * const sent = await client.sendApple({ aps: { alert: "Hello" } }, { everyone: true });
 * if (sent.notificationId) console.log((await client.waitForOutcome(sent.notificationId)).state);
 * @example
 * // Devices by their handles, in batches.
 * const { devices } = await client.sendToDevices({ format: "apple", body: { aps: { alert: "Hello" } } }, handles);
 * console.log(`${devices} devices`);
 * @example
 * // After a broken connection, nobody knows whether the hub got the request, so do not simply send again.
 * try {
 *   await client.sendApple({ aps: { alert: "Hello" } }, { everyone: true });
 * } catch (error) {
 *   if (error instanceof AmbiguousSendError) console.error(`look for ${error.trackingId} before you send again`);
 *   else throw error;
 * }
 */
export class HubClient {
  /** Name of the hub. */
  readonly hub: string;
  /** Host of the namespace. */
  readonly host: string;
  /** Devices that registered as installations. */
  readonly installations: Installations;
  /** Registrations, which tell whom a tag reaches. */
  readonly registrations: Registrations;
  readonly #exchange: Exchange;
  readonly #now: () => number;

  /** @throws ConnectionStringError or HubKeyError when the connection string, the hub's name or the resource id is missing or malformed. */
  constructor(options: HubClientOptions) {
    const { debug, now = Date.now, timeoutMs = 30_000 } = options;
    const maxWaitSeconds = options.retry?.maxWaitSeconds ?? 20;
    if (!(timeoutMs > 0 && timeoutMs < 2 ** 31))
      throw new RangeError("timeoutMs: expected a number of milliseconds above 0");
    if (!(maxWaitSeconds >= 0)) throw new RangeError("retry.maxWaitSeconds: expected a number of seconds, 0 or more");
    const transport = { dispatcher: options.dispatcher, now, maxWaitMs: maxWaitSeconds * 1000, timeoutMs };
    const { endpoint, host, hub, keys } = accessOf(options, transport);
    this.hub = hub;
    this.host = host;
    this.#now = now;
    this.#exchange = new Exchange({
      ...transport,
      endpoint,
      target: `hub ${hub} at ${host}`,
      authorizer: new TokenSource(keys, `${endpoint}${hub}`, now),
      debug: debug === true ? printDump : debug || undefined,
    });
    this.installations = new Installations(this.#exchange, this.hub);
    this.registrations = new Registrations(this.#exchange, this.hub);
  }

  /**
   * Sends a notification once.
   *
   * @throws PayloadError before anything is sent, when the hub would not accept it;
   * HubResponseError when the hub refused it; HubConnectionError, HubTimeoutError or HubAbortError when nothing was
   * written; AmbiguousSendError when it may have been sent.
   */
  async send(notification: Notification, audience: Audience, options: SendOptions = {}): Promise<SendResult> {
    const request = sendRequest(this.hub, notification, audience, options, this.#now());
    return this.#post(request, options.signal, options.test);
  }

  /** Sends `{"aps":{…}}` to Apple devices. */
  sendApple(payload: Payload, audience: Audience, options?: PlatformSendOptions): Promise<SendResult> {
    return this.#sendAs("apple", payload, audience, options);
  }

  /** Sends `{"message":{…}}` to Android devices by FCM v1. */
  sendFcmV1(payload: Payload, audience: Audience, options?: PlatformSendOptions): Promise<SendResult> {
    return this.#sendAs("fcmv1", payload, audience, options);
  }

  /** Sends by legacy FCM, which Google switched off on 2024-06-20. */
  sendGcm(payload: Payload, audience: Audience, options?: PlatformSendOptions): Promise<SendResult> {
    return this.#sendAs("gcm", payload, audience, options);
  }

  /** Sends toast, tile or badge XML to Windows devices, or raw text; `X-WNS-Type` is set according to the XML. */
  sendWindows(payload: string, audience: Audience, options?: PlatformSendOptions): Promise<SendResult> {
    return this.#sendAs("windows", payload, audience, options);
  }

  /** Sends to Windows Phone 8 by MPNS; target and class are set according to the XML. */
  sendMpns(payload: string, audience: Audience, options?: PlatformSendOptions): Promise<SendResult> {
    return this.#sendAs("windowsphone", payload, audience, options);
  }

  /** Sends `{"data":{…}}` to Amazon devices. */
  sendAdm(payload: Payload, audience: Audience, options?: PlatformSendOptions): Promise<SendResult> {
    return this.#sendAs("adm", payload, audience, options);
  }

  /** Sends to Android devices in China by Baidu. */
  sendBaidu(payload: Payload, audience: Audience, options?: PlatformSendOptions): Promise<SendResult> {
    return this.#sendAs("baidu", payload, audience, options);
  }

  /** Sends by Web Push; the page's service worker receives the payload. */
  sendBrowser(payload: Payload, audience: Audience, options?: PlatformSendOptions): Promise<SendResult> {
    return this.#sendAs("browser", payload, audience, options);
  }

  /** Sends to Xiaomi devices. */
  sendXiaomi(payload: Payload, audience: Audience, options?: PlatformSendOptions): Promise<SendResult> {
    return this.#sendAs("xiaomi", payload, audience, options);
  }

  /** Sends properties, whose values are strings, to devices that registered a template. */
  sendTemplate(
    properties: Readonly<Record<string, string>>,
    audience: Audience,
    options?: PlatformSendOptions,
  ): Promise<SendResult> {
    return this.#sendAs("template", properties, audience, options);
  }

  /**
   * Sends to any number of devices of one platform, in batches of up to 1000 (Basic tier or above).
   *
   * @throws DeviceBatchesError when a batch was not accepted; it has the result of each batch.
   */
  sendToDevices(notification: Notification, handles: Handles, options: DevicesOptions = {}): Promise<DevicesResult> {
    return sendToDevices(this.hub, (request, signal) => this.#post(request, signal), notification, handles, options);
  }

  /**
   * Cancels a scheduled notification.
   *
   * @throws HubResponseError with status 404 when it was already sent or canceled, or never existed.
   */
  async cancel(notificationId: string, { signal }: Stoppable = {}): Promise<void> {
    await this.#exchange.perform(cancelRequest(this.hub, notificationId), succeeded, signal);
  }

  /**
   * Reads the telemetry of a notification (Standard tier, a key with Manage).
   *
   * @throws HubResponseError with status 404 while the telemetry is not ready, or when the id is unknown.
   */
  async getOutcome(notificationId: string, { signal }: Stoppable = {}): Promise<NotificationDetails> {
    const request = detailsRequest(this.hub, notificationId);
    const reply = await this.#exchange.perform(request, succeeded, signal);
    const details = parseNotificationDetails(reply.body);
    if (!details) throw unreadable(request.operation, "NotificationDetails", reply);
    return details;
  }

  /** Like `getOutcome`, but returns undefined while the telemetry is not ready or if the id is unknown. */
  tryGetOutcome(notificationId: string, options: Stoppable = {}): Promise<NotificationDetails | undefined> {
    return undefinedIfMissing(this.getOutcome(notificationId, options));
  }

  /** Asks every 10 s, for up to 30 minutes, until a notification's state is final. @throws HubTimeoutError when time runs out */
  waitForOutcome(notificationId: string, options: WaitOptions = {}): Promise<NotificationDetails> {
    return waitForOutcome(() => this.tryGetOutcome(notificationId, options), options);
  }

  /** URL of the container in which the service reports dead handles (Standard tier, a key with Manage). Secret, because it is signed. */
  async getFeedbackContainerUrl({ signal }: Stoppable = {}): Promise<string> {
    const request = feedbackRequest(this.hub);
    const reply = await this.#exchange.perform(request, succeeded, signal);
    const url = reply.body.trim();
    if (!reply.complete || !URL.canParse(url)) throw unreadable(request.operation, "a URL", reply);
    return url;
  }

  #sendAs(format: Format, body: Payload, audience: Audience, options: PlatformSendOptions = {}): Promise<SendResult> {
    const { headers } = options;
    return this.send(headers ? { format, body, headers } : { format, body }, audience, options);
  }

  async #post(request: HubRequest, signal: AbortSignal | undefined, test = false): Promise<SendResult> {
    const reply = await this.#exchange.perform(request, accepted, signal);
    return resultOf(reply, request.headers.TrackingId, test);
  }
}
