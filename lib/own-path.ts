/**
 * The path in IAM of what the library makes: its roles, and the policies that accesses have of their own.
 *
 * It is what an organisation's policy can name, so that nobody else attaches these policies or becomes these roles.
 */
export const OWN_PATH = '/temporary-access/';
