import type * as pulumi from "@pulumi/pulumi";

/** A string, or the file that contains it (relative to the program's folder), read when the program runs. */
export type TextOrFile = string | { file: string };

/** Apple: by token (`key`, recommended, never expires) or by certificate. */
export type ApnsCredential = ApnsToken | ApnsCertificate;

/** One of Apple's two services. It must match the app's `aps-environment`; a hub can use only one. */
export type ApnsEndpoint = "production" | "sandbox";

export interface ApnsToken {
  /** Apple's service. The portal's "Application Mode". */
  endpoint: pulumi.Input<ApnsEndpoint>;
  /** The `AuthKey_….p8` file of an APNs key, with or without its BEGIN and END lines. The portal's "Token". */
  key: pulumi.Input<TextOrFile>;
  /** 10 characters, from Apple's Keys page. The portal's "Key Id". */
  keyId: pulumi.Input<string>;
  /** 10 characters, from Apple's Membership page. The portal's "Team Id". */
  teamId: pulumi.Input<string>;
  /** The app's bundle identifier, such as `com.contoso.app`. The portal's "Bundle Id". */
  bundleId: pulumi.Input<string>;
}

export interface ApnsCertificate {
  /** Apple's service. */
  endpoint: pulumi.Input<ApnsEndpoint>;
  /** The `.p12` file, or its bytes in base64. */
  certificate: pulumi.Input<TextOrFile>;
  /** Password of the `.p12` file. @default none */
  password?: pulumi.Input<string>;
  /** The app's bundle identifier. If given, it is compared with the certificate's. @default not compared */
  bundleId?: pulumi.Input<string>;
}

/** Google: the service account's JSON as an object, a string or a file. */
export type FcmV1Credential = TextOrFile | ServiceAccount;

/** The key file that Firebase's "Generate new private key" downloads. */
export interface ServiceAccount {
  type: string;
  project_id: string;
  private_key: string;
  client_email: string;
  [field: string]: unknown;
}

export interface WnsCredential {
  /** `ms-app://…`, from Partner Center. */
  packageSid: pulumi.Input<string>;
  /** The package's secret key. */
  secretKey: pulumi.Input<string>;
  /** Where access tokens come from. @default https://login.live.com/accesstoken.srf */
  endpoint?: pulumi.Input<string>;
}

export interface BrowserCredential {
  /** `mailto:` or `https:` address at which push services can contact you. */
  subject: pulumi.Input<string>;
  /** VAPID public key: 65 bytes in base64url. */
  vapidPublicKey: pulumi.Input<string>;
  /** VAPID private key: 32 bytes in base64url. */
  vapidPrivateKey: pulumi.Input<string>;
}

export interface AdmCredential {
  clientId: pulumi.Input<string>;
  clientSecret: pulumi.Input<string>;
  /** Where access tokens come from. @default https://api.amazon.com/auth/O2/token */
  endpoint?: pulumi.Input<string>;
}

export interface BaiduCredential {
  apiKey: pulumi.Input<string>;
  secretKey: pulumi.Input<string>;
  /** @default https://channel.api.duapp.com/rest/2.0/channel/channel */
  endpoint?: pulumi.Input<string>;
}

export interface XiaomiCredential {
  appSecret: pulumi.Input<string>;
  /** One of Xiaomi's three: mainland China, `https://api.xmpush.global.xiaomi.com`, `https://sandbox.xmpush.xiaomi.com`. @default https://api.xmpush.xiaomi.com */
  endpoint?: pulumi.Input<string>;
}

export interface GcmCredential {
  googleApiKey: pulumi.Input<string>;
  /** @default https://fcm.googleapis.com/fcm/send */
  endpoint?: pulumi.Input<string>;
}

export interface MpnsCredential {
  /** The certificate in base64. */
  certificate: pulumi.Input<string>;
  certificateKey: pulumi.Input<string>;
  thumbprint: pulumi.Input<string>;
}

/** A hub's credentials for each platform. They are kept secret; a change updates the hub and posts nothing. */
export interface HubCredentials {
  /** Apple Push Notification service. */
  apns?: pulumi.Input<ApnsCredential>;
  /** Firebase Cloud Messaging v1. */
  fcmV1?: pulumi.Input<FcmV1Credential>;
  /** Windows. */
  wns?: pulumi.Input<WnsCredential>;
  /** Web push. */
  browser?: pulumi.Input<BrowserCredential>;
  /** Amazon devices. */
  adm?: pulumi.Input<AdmCredential>;
  /** Baidu. */
  baidu?: pulumi.Input<BaiduCredential>;
  /** Xiaomi. */
  xiaomi?: pulumi.Input<XiaomiCredential>;
  /** @deprecated Google ended the legacy service on 2024-06-20; use `fcmV1`. */
  gcm?: pulumi.Input<GcmCredential>;
  /** @deprecated Windows Phone's service is shut down; use `wns`. */
  mpns?: pulumi.Input<MpnsCredential>;
}

/**
 * The platforms whose credentials a hub accepts, by azure-native's names.
 *
 * @internal
 */
// biome-ignore format: a list to read at a glance
export const credentialPlatforms = Object.keys({
  adm: 1, apns: 1, baidu: 1, browser: 1, fcmV1: 1, gcm: 1, mpns: 1, wns: 1, xiaomi: 1,
} satisfies Record<keyof HubCredentials, 1>);
