import { identityOf } from "./declared";
import { cutsShort } from "./fault";
import type { Forgetting } from "./forgetting";
import type { Ended, Scene, Violation } from "./scene";
import { deploys } from "./sequence";
import type { RecordView } from "./stateView";
import type { Accepted, Truth } from "./truth";

/** What the state and the run said must be so at the hub. `accepted` are the sends of this very run. */
export function* untruths(
  truth: Truth,
  forgetting: Forgetting,
  scene: Scene,
  { after, done, said }: Ended,
  accepted: readonly Accepted[],
): Generator<Violation> {
  const { program, stack, command, fault } = scene;
  const violation = (sentence: string): Violation => ({ kind: "said wrongly", sentence });
  for (const declared of program.broadcasts) {
    for (const platform of declared.platforms) {
      const identity = identityOf(declared, platform);
      if (
        after.word(identity) === "not sent" &&
        !forgetting.identities.has(identity) &&
        truth.live(identity, stack).length > 0
      )
        yield violation(`${identity}: accepted, and the state says not sent`);
      const { name } = declared.place;
      const alone = program.broadcasts.filter((other) => other.place.name === name).length === 1;
      if (
        alone &&
        said.includes(`${name} (${platform}): not sent`) &&
        accepted.some((send) => send.identity === identity)
      )
        yield violation(`${identity}: accepted, and the run said not sent`);
    }
  }
  // Of an arm that has a result, only the run is handed on.
  const answered = new Set(after.view.records.map(({ digest, run }) => `${digest} ${run}`));
  for (const { identity, at } of accepted) {
    const runs = after.view.arms.filter(
      ({ digest, run, until }) =>
        until !== undefined && !answered.has(`${digest} ${run}`) && after.digestsOf(identity).includes(digest),
    );
    const last = Math.max(...runs.map(({ until }) => Date.parse(until!)));
    if (runs.length > 0 && at > last)
      yield violation(`${identity}: accepted after the time until which a request could be under way`);
  }
  // A run that is cut short says what it left the next time.
  if (!done || !deploys(command) || command.run === "target" || cutsShort(fault)) return;
  for (const record of after.view.records) {
    if (after.doubts.some(({ digest, said }) => said && digest === record.digest)) continue;
    const wrong = contradiction(truth, forgetting, record);
    if (wrong)
      yield violation(
        `${record.platform} ${record.notificationId} of ${record.urn}: the state says ${record.state}, and ${wrong}`,
      );
  }
}

function contradiction(truth: Truth, forgetting: Forgetting, record: RecordView): string | undefined {
  const { state, notificationId, foreign } = record;
  if (notificationId === undefined || state === "not-sent" || forgetting.excuses(notificationId)) return undefined;
  const send = truth.byId(notificationId);
  if (!send) return "no hub accepted it";
  const holds = truth.stateOf(send);
  if (state === "canceled") return holds === "Canceled" ? undefined : `the hub holds it as ${holds}`;
  if (holds === "Canceled") {
    // Its own stack may withdraw what others know of, and a person may cancel it; nobody has looked since.
    const unseen = (foreign && send.canceledBy === send.stack) || (send.canceledBy === "hand" && state !== "sent");
    return unseen ? undefined : `the hub has canceled it`;
  }
  return state === "sent" && holds === "Scheduled" ? "it is still pending at the hub" : undefined;
}
