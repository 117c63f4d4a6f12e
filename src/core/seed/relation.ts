/** How the one who has something and the one who gets it stand to each other. */
export interface SeedRelation {
  /** The namespace root of the one who has it. */
  readonly root: string;
  readonly isSameCheckout: boolean;
  /** The folders of its checkout that tools may have worked in, absolute. */
  readonly folders: readonly string[];
}
