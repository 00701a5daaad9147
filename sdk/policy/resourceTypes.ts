/** The type of the resources that rules judge: what is said, to whom and when, before anything is armed. */
export const announcementType = "pulumi-nodejs:dynamic/broadcast:Announcement";

/** The type of the resources that post what an announcement declares. */
export const deliveryType = "pulumi-nodejs:dynamic/broadcast:Delivery";

/** The Delivery that belongs to an Announcement. */
export const deliveryOf = (announcementUrn: string): string =>
  announcementUrn.replaceAll(announcementType, deliveryType);
