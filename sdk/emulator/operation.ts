import type { Right } from "./accessRules";
import type { Hub } from "./hub";
import type { HubRequest } from "./incomingRequest";
import { batch } from "./operations/batchOperation";
import {
  deleteInstallation,
  getInstallation,
  patchInstallation,
  putInstallation,
} from "./operations/installationOperations";
import { createJob, getJob, listJobs } from "./operations/jobOperations";
import { listByTag, listRegistrations } from "./operations/listRegistrations";
import {
  createRegistration,
  createRegistrationId,
  deleteRegistration,
  getRegistration,
  putRegistration,
} from "./operations/registrationOperations";
import { cancel, schedule } from "./operations/scheduleOperations";
import { send } from "./operations/sendOperation";
import { feedbackContainer, telemetry } from "./operations/telemetryOperation";
import type { Reply } from "./reply";

/** One operation of the hub: how it is addressed, the right it needs, and what it does. */
export interface Operation {
  method: string;
  /** Segments after the hub's name, in lower case; `*` stands for any one. */
  path: readonly string[];
  right: Right | ((request: HubRequest) => Right);
  /** `name` is the second segment after the hub's: an id, or a tag. */
  run(hub: Hub, request: HubRequest, name: string): Reply;
}

/** Rights as in Microsoft Learn, "Notification Hubs security"; for schedules and telemetry it names none. */
export const operations: readonly Operation[] = [
  { method: "POST", path: ["messages"], right: "Send", run: send },
  { method: "POST", path: ["messages", "$batch"], right: "Send", run: batch },
  { method: "GET", path: ["messages", "*"], right: "Manage", run: telemetry },
  { method: "GET", path: ["messages", "$batch", "*"], right: "Manage", run: telemetry },
  { method: "POST", path: ["schedulednotifications"], right: "Send", run: schedule },
  { method: "DELETE", path: ["schedulednotifications", "*"], right: "Send", run: cancel },
  { method: "GET", path: ["feedbackcontainer"], right: "Manage", run: feedbackContainer },
  { method: "PUT", path: ["installations", "*"], right: "Listen", run: putInstallation },
  { method: "GET", path: ["installations", "*"], right: "Listen", run: getInstallation },
  { method: "PATCH", path: ["installations", "*"], right: "Listen", run: patchInstallation },
  { method: "DELETE", path: ["installations", "*"], right: "Listen", run: deleteInstallation },
  { method: "POST", path: ["registrationids"], right: "Listen", run: createRegistrationId },
  { method: "POST", path: ["registrations"], right: "Listen", run: createRegistration },
  { method: "GET", path: ["registrations"], right: rightToList, run: listRegistrations },
  { method: "PUT", path: ["registrations", "*"], right: "Listen", run: putRegistration },
  { method: "GET", path: ["registrations", "*"], right: "Listen", run: getRegistration },
  { method: "DELETE", path: ["registrations", "*"], right: "Listen", run: deleteRegistration },
  { method: "POST", path: ["jobs"], right: "Manage", run: createJob },
  { method: "GET", path: ["jobs"], right: "Manage", run: listJobs },
  { method: "GET", path: ["jobs", "*"], right: "Manage", run: getJob },
  { method: "GET", path: ["tags", "*", "registrations"], right: "Manage", run: listByTag },
];

/** Listen reads single registrations and those of one channel. */
function rightToList(request: HubRequest): Right {
  return request.query.has("$filter") ? "Listen" : "Manage";
}

/** `segments` in lower case. */
export function matchesPath(operation: Operation, segments: readonly string[]): boolean {
  return (
    operation.path.length === segments.length &&
    operation.path.every((part, index) => part === "*" || part === segments[index])
  );
}
