/** Whether two types are the same, `any` and optional fields included. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles where the type is `true`. */
export const holds = <_ extends true>(): void => {};

/** Compiles where the value fits the type. */
export const accepts = <T>(_: T): void => {};
