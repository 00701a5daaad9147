import type * as notificationHubs from "@pulumi/azure-native/notificationhubs";

/**
 * The part of azure-native that hubs need. The deep import is on purpose: the package's root loads about 1,000 modules.
 * @throws Error when the optional peer is not installed
 */
export function loadNotificationHubs(): typeof notificationHubs {
  return load("notificationhubs", () => require("@pulumi/azure-native/notificationhubs"));
}

/** Loads one module of azure-native, or says what to install. */
export function load<T>(module: string, load: () => T): T {
  try {
    return load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "MODULE_NOT_FOUND" || !message.includes("@pulumi/azure-native")) throw error;
    throw new Error(
      `pulumi-broadcast/hub needs @pulumi/azure-native/${module}, which is not installed; run \`npm install @pulumi/azure-native\`.`,
      { cause: error },
    );
  }
}
