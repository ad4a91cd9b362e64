/** A file as a form sends it. */
export function fileForm(file: Blob): FormData {
  const form = new FormData();
  form.set('file', file, 'name' in file && typeof file.name === 'string' ? file.name : 'customers.csv');
  return form;
}
