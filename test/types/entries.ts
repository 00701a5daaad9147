// Checked by the compiler alone: each line under @ts-expect-error must not compile.
import type { Output } from "@pulumi/pulumi";
import type * as client from "../../sdk/client";
import type * as emulator from "../../sdk/emulator";
import type * as hub from "../../sdk/hub";
import type * as policy from "../../sdk/policy";
import { accepts, type Equal, holds } from "./holds";

// pulumi-broadcast/client
type Send = client.HubClient["send"];
holds<Equal<ReturnType<Send>, Promise<client.SendResult>>>();
holds<Equal<ReturnType<client.HubClient["getOutcome"]>, Promise<client.NotificationDetails>>>();
holds<Equal<ReturnType<client.HubClient["tryGetOutcome"]>, Promise<client.NotificationDetails | undefined>>>();
holds<Equal<client.SendResult["notificationId"], string | undefined>>();
accepts<client.Notification>({ format: "windows", body: "<toast/>" });
// @ts-expect-error the name of an installation's platform, not of a send's format
accepts<client.Notification>({ format: "apns", body: {} });
// @ts-expect-error a body is text or an object
accepts<client.Notification>({ format: "apple", body: 1 });
// @ts-expect-error an audience is always explicit
accepts<client.Audience>({});
// @ts-expect-error Windows takes XML text
accepts<Parameters<client.HubClient["sendWindows"]>[0]>({ toast: {} });
accepts<client.NotificationState>("Completed");
accepts<client.OutcomeName>("a name that the service adds");
holds<Equal<ReturnType<typeof client.isSettled>, boolean>>();

// pulumi-broadcast/hub
holds<Equal<hub.BroadcastHub["listenConnectionString"], Output<string>>>();
accepts<hub.BroadcastHubArgs>({ resourceGroupName: "push", tier: "Standard" });
// @ts-expect-error a hub is in a resource group
accepts<hub.BroadcastHubArgs>({ tier: "Standard" });
// @ts-expect-error Azure spells its tiers with a capital
accepts<hub.BroadcastHubArgs>({ resourceGroupName: "push", tier: "standard" });
// @ts-expect-error a token needs the key's id and the team's
accepts<hub.ApnsCredential>({ endpoint: "sandbox", key: "…" });

// pulumi-broadcast/policy
accepts<policy.BroadcastPoliciesOptions>({ preset: "strict", config: { all: "advisory" } });
// @ts-expect-error a preset that there is not
accepts<policy.BroadcastPoliciesOptions>({ preset: "lenient" });
// @ts-expect-error a level that there is not
accepts<policy.BroadcastPoliciesOptions>({ config: { all: "warn" } });
holds<Equal<ReturnType<typeof policy.broadcastPolicies>, policy.BroadcastPolicy[]>>();

// pulumi-broadcast/emulator
holds<Equal<ReturnType<typeof emulator.startEmulator>, Promise<emulator.Emulator>>>();
holds<Equal<ReturnType<emulator.Emulator["sends"]>, emulator.EmulatorSend[]>>();
accepts<emulator.EmulatorFault>({ fault: "reset-after" });
accepts<emulator.DeviceOrder>({ platform: "apple", handle: "00FC13", outcome: "ExpiredChannel" });
// @ts-expect-error a fault that there is not
accepts<emulator.EmulatorFault>({ fault: "404" });
// @ts-expect-error an outcome that there is not
accepts<emulator.DeviceOrder>({ platform: "apple", handle: "00FC13", outcome: "Lost" });
