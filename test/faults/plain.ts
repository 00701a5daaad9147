import { HubClient } from "../../provider/client/hubClient";
import { render } from "../../provider/message/render";

interface Post {
  platform: "apple" | "fcmv1" | "windows";
  text: string;
  tag: string;
  revision: number;
  announcement?: string;
  schedule?: string;
  test: boolean;
  hub?: { connectionString: string; hub: string };
}

const content = ["platform", "text", "tag", "revision", "announcement", "schedule", "test", "hub"] as const;

/**
 * What people write without this package: a dynamic resource whose create posts, whose delete cancels, and that is replaced when what it
 * says changes. It has no memory of its own beyond the engine's.
 */
export const provider = {
  async check(_olds: Post, inputs: Post) {
    return { inputs };
  },
  async diff(_id: string, olds: Post, news: Post) {
    const changed = content.filter((key) => JSON.stringify(olds[key]) !== JSON.stringify(news[key]));
    return { changes: changed.length > 0, replaces: changed };
  },
  async create(inputs: Post) {
    const { platform, text, tag, schedule, test } = inputs;
    const message = render({ title: "News", body: text }, platform, {
      collapseId: inputs.announcement ?? tag,
      now: Date.now(),
    });
    const when = schedule === undefined ? {} : { schedule: new Date(schedule) };
    const { notificationId } = await clientOf(inputs).send(message, { tags: [tag] }, { test, ...when });
    return { id: notificationId ?? text, outs: { ...inputs } };
  },
  async read(id: string, props: Post) {
    return { id, props };
  },
  async delete(id: string, props: Post) {
    if (props.schedule === undefined || Date.parse(props.schedule) <= Date.now()) return;
    await clientOf(props)
      .cancel(id)
      .catch(() => {});
  },
};

const clientOf = ({ hub }: Post): HubClient =>
  new HubClient({
    connectionString: hub?.connectionString ?? process.env.NOTIFICATIONHUBS_CONNECTION_STRING!,
    hub: hub?.hub ?? process.env.NOTIFICATION_HUB_NAME!,
    timeoutMs: Number(process.env.BROADCAST_TIMEOUT_SECONDS ?? 30) * 1000,
  });
