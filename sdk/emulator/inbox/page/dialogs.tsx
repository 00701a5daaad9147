import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { View } from "../view";
import { type Connection, getConnection, order } from "./api";
import { Choice, Copy, Dialog, platformNames } from "./parts";
import { samples } from "./samples";

/** A form whose fault is said beside its button, and which closes once its order is carried out. */
function Form(props: { button: string; close(): void; act(): Promise<void>; children: ComponentChildren }) {
  const [fault, setFault] = useState("");
  async function submit(event: Event) {
    event.preventDefault();
    try {
      await props.act();
      props.close();
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    }
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      {props.children}
      {fault !== "" && (
        <p class="verdict failed" role="alert">
          {fault}
        </p>
      )}
      <button type="submit" class="primary">
        {props.button}
      </button>
    </form>
  );
}

function Field({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is its child
    <label>
      <span>{label}</span>
      {children}
    </label>
  );
}

/** `name: value` on each line. */
function headersIn(text: string): Record<string, string> {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    }),
  );
}

export function TestSend({ close }: { close(): void }) {
  const [format, setFormat] = useState("apple");
  const [sample, setSample] = useState(samples.apple![0]!);
  const [tags, setTags] = useState("");
  const [after, setAfter] = useState("0");
  const take = (name: string, index = 0) => {
    setFormat(name);
    setSample(samples[name]![index]!);
  };
  return (
    <Dialog title="Test send" close={close}>
      <Form
        button="Send"
        close={close}
        act={() =>
          order("POST", "send", {
            format,
            tags,
            headers: headersIn(sample.headers),
            body: sample.body,
            afterMinutes: Number(after),
          })
        }
      >
        <div class="pair">
          <Field label="Platform">
            <Choice
              label="Platform"
              value={format}
              options={[...platformNames, ["template", "Template"]]}
              onChange={(name) => take(name)}
            />
          </Field>
          <Field label="Sample">
            <Choice
              label="Sample"
              value={String(samples[format]!.findIndex(({ name }) => name === sample.name))}
              options={samples[format]!.map(({ name }, index) => [String(index), name] as const)}
              onChange={(index) => take(format, Number(index))}
            />
          </Field>
        </div>
        <div class="pair">
          <Field label="Tag expression (empty for everyone)">
            <input
              value={tags}
              placeholder="release && !beta"
              onInput={(event) => setTags(event.currentTarget.value)}
            />
          </Field>
          <Field label="When">
            <Choice
              label="When"
              value={after}
              options={[
                ["0", "At once"],
                ["5", "In 5 minutes"],
                ["60", "In an hour"],
                ["1440", "Tomorrow"],
              ]}
              onChange={setAfter}
            />
          </Field>
        </div>
        <Field label="Headers, one per line">
          <textarea
            rows={2}
            spellcheck={false}
            value={sample.headers}
            onInput={(event) => setSample({ ...sample, headers: event.currentTarget.value })}
          />
        </Field>
        <Field label="Payload">
          <textarea
            rows={12}
            spellcheck={false}
            value={sample.body}
            onInput={(event) => setSample({ ...sample, body: event.currentTarget.value })}
          />
        </Field>
      </Form>
    </Dialog>
  );
}

export function AddDevices({ close }: { close(): void }) {
  const [platform, setPlatform] = useState("apple");
  const [name, setName] = useState("");
  const [tags, setTags] = useState("release");
  const list = tags.split(/[\s,]+/).filter(Boolean);
  return (
    <Dialog title="Add devices" close={close}>
      <Form button="Add iPhone, Android, Windows and browser" close={close} act={() => order("POST", "demo")}>
        <p>Four devices with the tag release, one of each kind:</p>
      </Form>
      <hr />
      <Form
        button="Add this one"
        close={close}
        act={() => order("POST", "devices", [{ platform, tags: list, ...(name.trim() && { name: name.trim() }) }])}
      >
        <p>Or one device of your choice, with a made-up handle:</p>
        <div class="pair">
          <Field label="Platform">
            <Choice label="Platform of the device" value={platform} options={platformNames} onChange={setPlatform} />
          </Field>
          <Field label="Installation id (optional)">
            <input value={name} onInput={(event) => setName(event.currentTarget.value)} />
          </Field>
        </div>
        <Field label="Tags">
          <input value={tags} onInput={(event) => setTags(event.currentTarget.value)} />
        </Field>
      </Form>
    </Dialog>
  );
}

export function Faults({ view, close, say }: { view: View; close(): void; say(fault: unknown): void }) {
  const [fault, setFault] = useState("503");
  const [times, setTimes] = useState("1");
  const [retryAfter, setRetryAfter] = useState("");
  return (
    <Dialog title="Faults" close={close}>
      {view.faults.length > 0 && (
        <>
          <p>These faults will affect the next requests:</p>
          <ul class="list">
            {view.faults.map((each, index) => (
              <li key={index} dir="auto">
                {each}
              </li>
            ))}
          </ul>
          <button type="button" onClick={() => void order("DELETE", "faults").catch(say)}>
            Remove all
          </button>
          <hr />
        </>
      )}
      <Form
        button="Add fault"
        close={close}
        act={() =>
          order("POST", "/_emulator/faults", {
            fault,
            times: Number(times),
            ...(fault === "delay" && { ms: 5000 }),
            ...(retryAfter !== "" && { retryAfter: Number(retryAfter) }),
          })
        }
      >
        <p>What a client gets instead of the normal answer:</p>
        <Field label="Fault">
          <Choice
            label="Fault"
            value={fault}
            options={[
              ["429", "429: too many requests"],
              ["503", "503: busy"],
              ["500", "500: internal error"],
              ["403", "403: refused"],
              ["reset-before", "Connection lost before the request is processed"],
              ["reset-after", "Connection lost after the request was processed"],
              ["delay", "Answer after 5 seconds"],
            ]}
            onChange={setFault}
          />
        </Field>
        <div class="pair">
          <Field label="For how many requests">
            <input type="number" min="1" value={times} onInput={(event) => setTimes(event.currentTarget.value)} />
          </Field>
          <Field label="Retry-After in seconds (optional)">
            <input
              type="number"
              min="0"
              value={retryAfter}
              onInput={(event) => setRetryAfter(event.currentTarget.value)}
            />
          </Field>
        </div>
      </Form>
    </Dialog>
  );
}

export function Clock({ view, close, say }: { view: View; close(): void; say(fault: unknown): void }) {
  const advance = (advanceSeconds: number) => void order("POST", "/_emulator/clock", { advanceSeconds }).catch(say);
  return (
    <Dialog title="Clock" close={close}>
      <p>
        The hub's time is {view.hub.now.slice(0, 19).replace("T", " ")} UTC. Moving it forward delivers the scheduled
        sends that become due. Only Clear sets it back.
      </p>
      <div class="filters">
        <button type="button" onClick={() => advance(60)}>
          + 1 minute
        </button>
        <button type="button" onClick={() => advance(600)}>
          + 10 minutes
        </button>
        <button type="button" onClick={() => advance(3600)}>
          + 1 hour
        </button>
        <button type="button" onClick={() => advance(86_400)}>
          + 1 day
        </button>
      </div>
    </Dialog>
  );
}

/** Connection strings, which the page asks for only here. */
export function Connect({ close, say }: { close(): void; say(fault: unknown): void }) {
  const [connection, setConnection] = useState<Connection>();
  const load = () => void getConnection().then(setConnection, say);
  useEffect(load, []);
  return (
    <Dialog title="Connect" close={close}>
      <p>
        Connection strings of this hub. Each start makes new keys unless the emulator keeps its state in a file. The
        keys work only with this emulator.
      </p>
      <Strings strings={connection?.plain} />
      {connection?.tls && (
        <>
          <p>For clients that insist on TLS:</p>
          <Strings strings={connection.tls} />
        </>
      )}
      <hr />
      <p>Makes new keys for all of them. The old connection strings stop working.</p>
      <button type="button" onClick={() => void order("POST", "/_emulator/rotate").then(load, say)}>
        Rotate keys
      </button>
    </Dialog>
  );
}

function Strings({ strings = {} }: { strings?: Record<string, string> }) {
  return (
    <dl class="strings">
      {Object.entries(strings).map(([name, text]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <code>{text}</code>
            <Copy text={text} what={`the connection string ${name}`} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function Clear({ close }: { close(): void }) {
  return (
    <Dialog title="Clear" close={close}>
      <Form button="Clear everything" close={close} act={() => order("POST", "/_emulator/reset")}>
        <p>Deletes all sends, devices and faults, and resets the clock. Keys and connection strings stay the same.</p>
      </Form>
    </Dialog>
  );
}
