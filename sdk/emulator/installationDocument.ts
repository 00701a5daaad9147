/** A template of an installation, as the service reads and writes it. */
export interface TemplateDocument {
  body: string;
  headers?: Record<string, string>;
  expiry?: string;
  tags?: string[];
}

/** An installation as the service reads and writes it. */
export interface InstallationDocument {
  installationId: string;
  userId?: string;
  /** A browser's is an object, or that object as JSON text. */
  pushChannel: string | { endpoint: string; p256dh: string; auth: string };
  pushChannelExpired: boolean;
  platform: string;
  expirationTime: string;
  tags?: string[];
  pushVariables?: Record<string, string>;
  templates?: Record<string, TemplateDocument>;
  secondaryTiles?: Record<
    string,
    { pushChannel: string; tags?: string[]; templates?: Record<string, TemplateDocument> }
  >;
}
