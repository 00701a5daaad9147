/** The type of the resources that rules judge: what is said, to whom and when, before anything is armed. */
export const announcementType = "pulumi-nodejs:dynamic/broadcast:Announcement";
