type Titled = { readonly form: string; readonly title: string };

/** Another form of study, with the title along: it is what the form is called, until somebody writes one of their own. */
export const inForm = <F extends string>(form: F, { form: before, title }: Titled, nameOf: (form: string) => string): { form: F; title: string } =>
  ({ form, title: title === nameOf(before) ? nameOf(form) : title });
