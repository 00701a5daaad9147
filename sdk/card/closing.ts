/** The totals in the last line of a plan. */
export interface Counted {
  posts?: number;
  scheduled?: boolean;
  /** Whether it is sent to everyone. */
  everyone?: boolean;
  /** Whether only the update will show what it posts. */
  open?: boolean;
  /** The number of devices that its posts reach, if the hub was asked. */
  reach?: number;
}

/** The last line of a plan: what all the broadcasts post together. */
export function closing(broadcasts: number, counted: readonly Counted[]): string {
  const sum = (some: readonly Counted[]) => some.reduce((total, { posts = 0 }) => total + posts, 0);
  const posts = sum(counted);
  const scheduled = sum(counted.filter((each) => each.scheduled));
  const when =
    scheduled === 0
      ? "at once"
      : scheduled === posts
        ? "scheduled"
        : `${posts - scheduled} at once, ${scheduled} scheduled`;
  const posting = counted.filter((each) => each.posts);
  const reach = posting.reduce<number | undefined>(
    (total, each) => (total === undefined || each.reach === undefined ? undefined : total + each.reach),
    0,
  );
  const everyone = posting.filter((each) => each.everyone).length;
  const open = counted.filter((each) => each.open).length;
  const facts = [
    posts === 0 ? "no posts" : `${posts} ${posts === 1 ? "post" : "posts"}, ${when}`,
    ...(posts > 0 && reach !== undefined ? [`to about ${reach} ${reach === 1 ? "device" : "devices"}`] : []),
    ...(everyone > 0 ? [`${everyone} to everyone`] : []),
    ...(open > 0 ? [`${open} known only during the update`] : []),
  ];
  return `${broadcasts} ${broadcasts === 1 ? "broadcast" : "broadcasts"}: ${facts.join("; ")}.`;
}
