/** The addresses of one of Azure's clouds. */
interface CloudHosts {
  /** Azure Resource Manager. */
  resourceManager: string;
  /** The address for signing in with Entra. */
  authority: string;
  /** The end of a namespace's host, after its name. */
  namespaceSuffix: string;
}

/** One of Azure's clouds, by the name that azure-native and Terraform use. */
export type Cloud = "public" | "usgovernment" | "china";

/** The addresses of each cloud. */
export const clouds: Record<Cloud, CloudHosts> = {
  public: {
    resourceManager: "https://management.azure.com/",
    authority: "https://login.microsoftonline.com",
    namespaceSuffix: "servicebus.windows.net",
  },
  usgovernment: {
    resourceManager: "https://management.usgovcloudapi.net/",
    authority: "https://login.microsoftonline.us",
    namespaceSuffix: "servicebus.usgovcloudapi.net",
  },
  china: {
    resourceManager: "https://management.chinacloudapi.cn/",
    authority: "https://login.chinacloudapi.cn",
    namespaceSuffix: "servicebus.chinacloudapi.cn",
  },
};

/** Finds a cloud by its name, in upper or lower case; undefined if there is none. */
export function tryCloud(name: string): Cloud | undefined {
  const lower = name.toLowerCase();
  return Object.hasOwn(clouds, lower) ? (lower as Cloud) : undefined;
}
