package io.rlmprov.host;

/** sudo wants a password, and there was none to give. */
final class PasswordWantedException extends SudoRefusedException {
    PasswordWantedException(String message, String remedy) {
        super(message, remedy);
    }
}
