"""What Flask-Security says, in our words; its own catalogue covers a quarter of them in Dutch."""


def N_(text: str) -> str:
    """Mark a text for translation; Flask-Security translates it when it is shown."""
    return text


# Every message that login, logout, reset, change and verify can show, by Flask-Security's key.
MESSAGES: dict[str, tuple[str, str]] = {
    "ANONYMOUS_USER_REQUIRED": (N_("You are logged in already."), "error"),
    "API_ERROR": (N_("This does not work here."), "error"),
    "CONFIRMATION_REQUIRED": (N_("This account does not work yet."), "error"),
    "DISABLED_ACCOUNT": (N_("This account is closed. Ask an owner of your network."), "error"),
    "EMAIL_NOT_PROVIDED": (N_("Enter your email address."), "error"),
    "FORGOT_PASSWORD": (N_("Forgot password?"), "info"),
    "GENERIC_AUTHN_FAILED": (
        N_("The email address or the password is wrong. Is Caps Lock on, or did a space slip in?"),
        "error",
    ),
    "GENERIC_RECOVERY": (N_("If we know this address, an email is on its way."), "info"),
    "INVALID_EMAIL_ADDRESS": (
        N_("This is not a complete email address. It should look like name@company.nl."),
        "error",
    ),
    "INVALID_INPUT": (N_("Choose one of the values offered."), "error"),
    "INVALID_INPUT_LENGTH": (N_("This is too long."), "error"),
    "INVALID_PASSWORD": (N_("This is not your password."), "error"),
    "INVALID_REDIRECT": (N_("That address is not on this site."), "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (
        N_("This link no longer works. Look in your newest email, or ask for a new link here."),
        "error",
    ),
    "LOGIN": (N_("Log in first."), "info"),
    "PASSWORD_BREACHED": (N_("This password is on a list of leaked passwords."), "error"),
    "PASSWORD_BREACHED_SITE_ERROR": (
        N_("We could not check this password. Try again in a minute."),
        "error",
    ),
    "PASSWORD_CHANGE": (
        N_("Your password is changed. Other devices are logged out."),
        "success",
    ),
    "PASSWORD_INVALID_LENGTH": (
        N_("Use at least %(length)s characters: a few words in a row, for instance."),
        "error",
    ),
    "PASSWORD_IS_THE_SAME": (N_("This is the password you already have."), "error"),
    "PASSWORD_MISMATCH": (N_("The two passwords differ."), "error"),
    "PASSWORD_NOT_PROVIDED": (N_("Enter your password."), "error"),
    "PASSWORD_RESET": (N_("Your new password is saved."), "success"),
    "PASSWORD_RESET_EXPIRED": (
        N_("This link was valid for 24 hours and no longer works. Ask for a new link here."),
        "error",
    ),
    "PASSWORD_RESET_NO_LOGIN": (N_("Your new password is saved. Log in with it."), "success"),
    "PASSWORD_RESET_REQUEST": (N_("If we know this address, an email is on its way."), "info"),
    "PASSWORD_TOO_SIMPLE": (N_("This password is easy to guess. Choose a longer one."), "error"),
    "REAUTHENTICATION_REQUIRED": (
        N_("Enter your password again before you continue."),
        "error",
    ),
    "REAUTHENTICATION_SUCCESSFUL": (N_("Thank you, you can continue."), "info"),
    "RETYPE_PASSWORD_MISMATCH": (N_("The two passwords differ."), "error"),
    "UNAUTHENTICATED": (N_("Log in first. Then you go on to the page you wanted."), "warn"),
    "UNAUTHORIZED": (N_("You may not see this page."), "error"),
    "USER_DOES_NOT_EXIST": (N_("There is no account for this email address."), "error"),
}

# The labels of its forms, which the list of errors above a form repeats.
LABELS = (
    N_("Change Password"),
    N_("Email Address"),
    N_("Login"),
    N_("New Password"),
    N_("Password"),
    N_("Recover Password"),
    N_("Remember Me"),
    N_("Reset Password"),
    N_("Retype Password"),
    N_("Submit"),
    N_("Verify Password"),
)
