/** A user's profile. */
export interface Profile {
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly phone: string | null;
  readonly locale: 'EN' | 'RU';
}

/** A change of a profile: undefined keeps, null clears; a locale can only be replaced. */
export type ProfileChange = { readonly [Field in keyof Profile]?: Profile[Field] | null | undefined };

const changed = <Value>(current: Value, change: Value | undefined): Value => (change === undefined ? current : change);

/** The profile after a change. */
export const changedProfile = (current: Profile, change: ProfileChange): Profile => ({
  firstName: changed(current.firstName, change.firstName),
  lastName: changed(current.lastName, change.lastName),
  phone: changed(current.phone, change.phone),
  locale: change.locale ?? current.locale,
});

const FIELDS = ['firstName', 'lastName', 'phone', 'locale'] as const satisfies readonly (keyof Profile)[];

/** Whether two profiles are equal. */
export const isSameProfile = (a: Profile, b: Profile): boolean => FIELDS.every((field) => a[field] === b[field]);
