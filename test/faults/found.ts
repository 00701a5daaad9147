import type { Sequence, Step } from "./sequence";

const clearedThenSideBySide: Step[] = [
  { command: "up", fault: { kind: "Ctrl-C twice", moment: { at: "on its way", after: 0 } } },
  { command: "resolve", fault: { kind: "overlapping up", moment: { at: "event", after: 0 } } },
];

/** Sequences that once failed, as short as they can be, each with the fact that it holds now. */
export const found: readonly { fact: string; sequence: Sequence }[] = [
  {
    fact: "a replaced broadcast still knows what it said before its last edit",
    sequence: {
      broadcasts: 1,
      ledger: false,
      steps: [
        { change: { kind: "edit", of: 0 }, command: "up" },
        { change: { kind: "revert", of: 0, to: 0 }, command: "replace" },
        { change: { kind: "revert", of: 0, to: 1 }, command: "up" },
      ],
    },
  },
  {
    fact: "a broadcast renamed without an alias still knows what it said before its last edit",
    sequence: {
      broadcasts: 1,
      ledger: false,
      steps: [
        { command: "up" },
        { change: { kind: "edit", of: 0 }, command: "up" },
        { change: { kind: "rename", of: 0, alias: false }, command: "up" },
        { change: { kind: "revert", of: 0, to: 0 }, command: "up" },
      ],
    },
  },
  {
    fact: "a doubt about an earlier text outlives a replacement",
    sequence: {
      broadcasts: 1,
      ledger: false,
      steps: [
        { command: "up", fault: { kind: "reply lost", lasting: false } },
        { change: { kind: "edit", of: 0 }, command: "up" },
        { command: "replace" },
        { change: { kind: "revert", of: 0, to: 0 }, command: "up" },
      ],
    },
  },
  {
    fact: "a post that a killed run began is still known after an edit and a replacement",
    sequence: {
      broadcasts: 1,
      ledger: false,
      steps: [
        { command: "up", fault: { kind: "engine killed", moment: { at: "accepted", after: 0 } } },
        { change: { kind: "edit", of: 0 }, command: "replace" },
        { change: { kind: "revert", of: 0, to: 0 }, command: "up" },
      ],
    },
  },
  {
    fact: "a replacement that is killed half-way does not forget what a killed run began",
    sequence: {
      broadcasts: 1,
      ledger: false,
      steps: [
        { command: "up", fault: { kind: "engine killed", moment: { at: "accepted", after: 0 } } },
        { command: "replace", fault: { kind: "engine killed", moment: { at: "event", after: 4 } } },
        { command: "up" },
      ],
    },
  },
  {
    fact: "a claim in the ledger that an earlier life of the stack left is not put aside by a run that could not reach the ledger",
    sequence: {
      broadcasts: 1,
      ledger: true,
      steps: [
        { command: "up", fault: { kind: "ledger unreachable", moment: { at: "on its way", after: 0 } } },
        { command: "destroy" },
        { command: "up", fault: { kind: "ledger unreachable", moment: { at: "event", after: 0 } } },
        { command: "up" },
      ],
    },
  },
  {
    fact: "a checkpoint that is restored after a destroy knows again what was sent",
    sequence: {
      broadcasts: 1,
      ledger: false,
      steps: [
        { command: "up" },
        { command: "destroy", fault: { kind: "engine killed", moment: { at: "on its way", after: 0 } } },
        { command: "restore" },
      ],
    },
  },
  {
    fact: "a doubt that a person cleared is posted once more when the checkpoint from before is restored, as any forgotten send",
    sequence: {
      broadcasts: 1,
      ledger: false,
      steps: [
        { command: "up", fault: { kind: "503", lasting: false } },
        { command: "resolve" },
        { command: "restore" },
      ],
    },
  },
  {
    fact: "what went out before one platform failed is not sent again when a policy rewrites what is left",
    sequence: {
      broadcasts: 1,
      ledger: false,
      steps: [
        { command: "up", fault: { kind: "429", platform: "apple", lasting: true } },
        { change: { kind: "policy on or off", of: 0 }, command: "up" },
        { command: "destroy" },
      ],
    },
  },
  {
    fact: "a ledger knows what went out under a policy when a new stack runs without it",
    sequence: {
      broadcasts: 1,
      ledger: true,
      steps: [
        { change: { kind: "policy on or off", of: 0 }, command: "up" },
        { command: "destroy" },
        {
          change: { kind: "policy on or off", of: 0 },
          command: "up",
          fault: { kind: "engine killed", moment: { at: "on its way", after: 0 } },
        },
      ],
    },
  },
  {
    fact: "two ups side by side, both begun with a doubt that a person cleared as not sent, are told apart from repeats",
    sequence: {
      broadcasts: 1,
      ledger: false,
      steps: clearedThenSideBySide,
    },
  },
  {
    fact: "two ups side by side, both begun with a doubt that a person cleared as not sent, post once with a ledger",
    sequence: {
      broadcasts: 1,
      ledger: true,
      steps: clearedThenSideBySide,
    },
  },
];
