import { HubClient } from "../../provider/client/hubClient";
import { render } from "../../provider/message/render";

interface Post {
  platform: "apple" | "fcmv1" | "windows";
  text: string;
  tag: string;
  revision: number;
}

/**
 * What people write without this package: a dynamic resource whose create posts, and that is replaced when what it says changes. It has no
 * memory of its own beyond the engine's.
 */
export const provider = {
  async check(_olds: Post, inputs: Post) {
    return { inputs };
  },
  async diff(_id: string, olds: Post, news: Post) {
    const changed = (["platform", "text", "tag", "revision"] as const).filter((key) => olds[key] !== news[key]);
    return { changes: changed.length > 0, replaces: changed };
  },
  async create(inputs: Post) {
    const { platform, text, tag } = inputs;
    const hub = new HubClient({
      connectionString: process.env.NOTIFICATIONHUBS_CONNECTION_STRING!,
      hub: process.env.NOTIFICATION_HUB_NAME!,
      timeoutMs: Number(process.env.BROADCAST_TIMEOUT_SECONDS ?? 30) * 1000,
    });
    const message = render({ title: "News", body: text }, platform, { collapseId: tag, now: Date.now() });
    const { notificationId } = await hub.send(message, { tags: [tag] });
    return { id: notificationId ?? text, outs: { ...inputs } };
  },
  async read(id: string, props: Post) {
    return { id, props };
  },
  async delete() {},
};
