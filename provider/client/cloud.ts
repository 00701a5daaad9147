/** What is where in one of Azure's clouds. */
interface CloudHosts {
  /** Azure Resource Manager. */
  resourceManager: string;
  /** Where Entra signs in. */
  authority: string;
  /** What follows a namespace's name in its host. */
  namespaceSuffix: string;
}

/** Azure's clouds, by the names that azure-native and Terraform have for them. */
export const clouds = {
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
} satisfies Record<string, CloudHosts>;

/** One of Azure's clouds. */
export type Cloud = keyof typeof clouds;

/** The cloud of a name in any case; undefined when there is none. */
export function tryCloud(name: string): Cloud | undefined {
  const lower = name.toLowerCase();
  return Object.hasOwn(clouds, lower) ? (lower as Cloud) : undefined;
}
