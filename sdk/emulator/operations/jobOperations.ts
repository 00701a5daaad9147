import { type AtomEntry, atomEntry, atomFeed } from "../atom";
import { parseContent } from "../description";
import type { Hub } from "../hub";
import type { HubRequest } from "../incomingRequest";
import { type Job, jobTypes } from "../jobs";
import { Refusal, type Reply } from "../reply";
import { runJob } from "../runJob";
import { requireTier } from "../tier";
import { element, serviceNamespace } from "../xmlText";

/** POST /{hub}/jobs: runs after the answer. */
export function createJob(hub: Hub, request: HubRequest): Reply {
  requireTier(hub, "standard", "A notification hub job");
  const texts = parseContent(request.body.toString("utf8"), "NotificationHubJob");
  const type = jobTypes.find((each) => each === texts.Type);
  if (type === undefined) throw new Refusal(400, `The job's Type is one of ${jobTypes.join(", ")}`);
  const job: Job = {
    id: hub.jobs.newId(),
    type,
    status: "Started",
    progress: 0,
    outputContainerUri: readUri(texts, "OutputContainerUri"),
    importFileUri: type === "ExportRegistrations" ? undefined : readUri(texts, "ImportFileUri"),
    outputs: {},
    createdMs: hub.clock.now(),
    updatedMs: hub.clock.now(),
  };
  hub.jobs.add(job);
  setImmediate(() => runJob(hub, job));
  return { ...entryReply(hub, request, job), status: 201 };
}

/** GET /{hub}/jobs/{id} */
export function getJob(hub: Hub, request: HubRequest, id: string): Reply {
  const job = hub.jobs.find(id);
  if (job === undefined) throw new Refusal(404, "There is no notification hub job of this id");
  return entryReply(hub, request, job);
}

/** GET /{hub}/jobs */
export function listJobs(hub: Hub, request: HubRequest): Reply {
  const self = `${request.origin}${request.path}?${request.search}`;
  const entries = hub.jobs.list().map((job) => entryOf(hub, request, job));
  return {
    status: 200,
    headers: { "Content-Type": "application/atom+xml; type=feed; charset=utf-8" },
    body: atomFeed("NotificationHubJobs", self, undefined, entries, hub.clock.now()),
  };
}

/** Libraries escape the `&` of an address inside CDATA too, which leaves it escaped. */
function readUri(texts: Record<string, string>, name: string): string {
  const uri = texts[name]?.replaceAll("&amp;", "&") ?? "";
  if (!/^https?:$/.test(URL.canParse(uri) ? new URL(uri).protocol : "")) {
    throw new Refusal(400, `The job's ${name} is not an http or https address`);
  }
  return uri;
}

function entryReply(hub: Hub, request: HubRequest, job: Job): Reply {
  return {
    status: 200,
    headers: { "Content-Type": "application/atom+xml; type=entry; charset=utf-8" },
    body: atomEntry(entryOf(hub, request, job), hub.clock.now()),
  };
}

function entryOf(hub: Hub, request: HubRequest, job: Job): AtomEntry {
  const outputs = Object.entries(job.outputs).map(
    ([key, value]) =>
      `<d3p1:KeyValueOfstringstring>${element("d3p1:Key", key)}${element("d3p1:Value", value)}</d3p1:KeyValueOfstringstring>`,
  );
  const content = [
    element("JobId", job.id),
    element("Progress", job.progress),
    element("Type", job.type),
    element("Status", job.status),
    element("OutputContainerUri", job.outputContainerUri),
    element("ImportFileUri", job.importFileUri),
    element("Failure", job.failure),
    outputs.length === 0
      ? ""
      : `<OutputProperties xmlns:d3p1="http://schemas.microsoft.com/2003/10/Serialization/Arrays">${outputs.join("")}</OutputProperties>`,
    element("CreatedAt", new Date(job.createdMs).toISOString()),
    element("UpdatedAt", new Date(job.updatedMs).toISOString()),
  ];
  return {
    title: job.id,
    url: `${request.origin}/${hub.name}/jobs/${job.id}?${request.search}`,
    content: `<NotificationHubJob ${serviceNamespace}>${content.join("")}</NotificationHubJob>`,
  };
}
