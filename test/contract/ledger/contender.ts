import { openLedger } from "../../../provider/journal/ledger/ledger";
import { aKey } from "../../unit/ledger/builders";

/** A process of its own that works with a ledger: `race COUNT` asks for the ledger's id and claims so many posts once told to go, `work` posts until it is killed. */
async function main(task: string, url: string, name: string, count: number) {
  const ledger = await openLedger(url);
  const claim = (platform: string) =>
    ledger.claim(aKey({ platform }), { claimId: `${name} ${platform}`, now: Date.now(), by: { actor: name } });

  if (task === "race") {
    process.send!("ready");
    await new Promise((go) => process.once("message", go));
    const claimed: string[] = [];
    const id = await ledger.id({ make: true });
    for (let i = 0; i < count; i++) if ((await claim(`p${i}`)).claimed) claimed.push(`p${i}`);
    process.send!({ id, claimed }, () => process.disconnect());
    return;
  }
  for (let i = 0; ; i++) {
    const platform = `${name}-${i}`;
    await claim(platform);
    process.send!({ claimed: platform });
    await ledger.record(aKey({ platform }), `${name} ${platform}`, { state: "sent" });
    process.send!({ sent: platform });
  }
}

const [task, url, name, count] = process.argv.slice(2);
void main(task!, url!, name!, Number(count));
