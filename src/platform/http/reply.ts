/** What a response says beyond the status of its route, and its body. */
interface ReplyDetails {
  readonly status?: 201;
  /** The path of the resource that the request has created. */
  readonly location?: string;
  /** The path of the resource that the response holds, where it is not that of the request. */
  readonly contentLocation?: string;
}

const detailsKey = Symbol('what a response says beyond its body');

/** A copy, because requests that share a statement share its rows. */
const withDetails = <T extends object>(response: T, details: ReplyDetails): T =>
  Object.assign(Object.create(Object.getPrototypeOf(response) as object) as T, response, {
    [detailsKey]: details,
  });

/** The response of a route that answers 200: this one has created the resource. The document needs `MayCreate`. */
export const asCreated = <T extends object>(response: T, location: string): T =>
  withDetails(response, { status: 201, location });

/** The response holds the resource of another path. */
export const asContentOf = <T extends object>(response: T, contentLocation: string): T =>
  withDetails(response, { contentLocation });

export const replyDetailsOf = (response: object): ReplyDetails =>
  (response as { [detailsKey]?: ReplyDetails })[detailsKey] ?? {};
