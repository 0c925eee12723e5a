package io.rlmprov.host;

import io.rlmprov.apply.TargetHost.Hold;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.facts.RemoteShell.Result;
import io.rlmprov.facts.Script;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Runs scripts and commands as root on a host, over whatever starts commands there. */
final class RootShell {
    private final String host;
    private final String user;
    private final Commands commands;
    private final Elevation elevation;

    /**
     * @param host as the operator calls it
     * @param user who logs in
     */
    RootShell(String host, String user, Commands commands, SudoPassword password) {
        this.host = host;
        this.user = user;
        this.commands = commands;
        this.elevation = new Elevation(user, host, password);
    }

    Result run(Script script, Consumer<String> lines) {
        return asking(() -> run(script, Optional.empty(), lines, true));
    }

    /** The same for a script whose output is only passed on, because it has no end. */
    Result follow(Script script, Consumer<String> lines) {
        return asking(() -> run(script, Optional.empty(), lines, false));
    }

    Result fetch(Script script, OutputStream to, Consumer<String> lines) {
        return asking(() -> run(script, Optional.of(to), lines, true));
    }

    private Result run(Script script, Optional<OutputStream> bytes, Consumer<String> lines, boolean keep) {
        SudoTalk sudo = elevation.talk();
        try (RemoteProcess process = start(script, sudo, bytes, lines, keep, _ -> {}, () -> {})) {
            send(script, process);
            return ended(script, process, sudo);
        }
    }

    Hold hold(Script script, String word) {
        return asking(() -> {
            CompletableFuture<Boolean> holds = new CompletableFuture<>();
            Consumer<String> watch = line -> {
                if (line.equals(word)) {
                    holds.complete(true);
                }
            };
            SudoTalk sudo = elevation.talk();
            RemoteProcess process =
                    start(script, sudo, Optional.empty(), _ -> {}, true, watch, () -> holds.complete(false));
            try {
                writeSource(script, process.input());
                if (holds.join()) {
                    return new HeldScript(process, commands);
                }
                try (process) {
                    return new Hold.Ended(ended(script, process, sudo));
                }
            } catch (RuntimeException e) {
                process.close();
                throw e;
            }
        });
    }

    Dialer.Conversation command(String command) {
        refuseAgain();
        try {
            SudoTalk sudo = elevation.talk();
            return new CommandConversation(commands.start(elevation.preamble().command(command)), sudo);
        } catch (IOException e) {
            throw notStarted("\"" + command + "\"", e);
        }
    }

    /** Once more if sudo wants a password and there is one to be had. */
    private <T> T asking(Supplier<T> action) {
        refuseAgain();
        try {
            return action.get();
        } catch (PasswordWantedException wanted) {
            if (elevation.ask()) {
                return action.get();
            }
            throw wanted;
        }
    }

    private void refuseAgain() {
        if (elevation.isRefused()) {
            throw new SudoRefusedException(
                    host + ": sudo refused the password of " + user + " before, and it is not tried again",
                    "Check hosts[].sudo-password.");
        }
    }

    private RemoteProcess start(
            Script script,
            SudoTalk sudo,
            Optional<OutputStream> bytes,
            Consumer<String> lines,
            boolean keep,
            Consumer<String> outLines,
            Runnable outEnd) {
        try {
            Commands.Execution execution = commands.start(elevation.preamble().script(source(script).length));
            return new RemoteProcess(execution, sudo, bytes, lines, keep, outLines, outEnd);
        } catch (IOException e) {
            throw notStarted(script.name(), e);
        }
    }

    private RlmprovException notStarted(String what, IOException e) {
        if (!commands.reachable()) {
            return new ConnectionLostException(host, "starting " + what, e);
        }
        return new RlmprovException(
                host + ": " + what + " cannot be started: " + e.getMessage(),
                "Look at MaxSessions, ForceCommand and PermitOpen in its sshd_config, and at the sessions of this login.",
                e);
    }

    private void send(Script script, RemoteProcess process) {
        writeSource(script, process.input());
        try {
            script.input().writeTo(process.input());
            process.input().close();
        } catch (WindowedOutput.ChannelClosedException e) {
            // The script ended without reading its input, or the connection was lost: its exit status says which.
        } catch (IOException e) {
            if (commands.reachable()) {
                throw new RlmprovException(
                        host + ": the input of " + script.name() + " could not be read or sent: " + e.getMessage(),
                        "Check the local file that it comes from, and the connection.",
                        e);
            }
        }
    }

    /** Where nobody reads it, the exit status will say why. */
    private static void writeSource(Script script, OutputStream input) {
        try {
            input.write(source(script));
        } catch (IOException nobodyReads) {
            // sudo refused, or the connection was lost: ended() finds out.
        }
    }

    private static byte[] source(Script script) {
        return script.source().getBytes(StandardCharsets.UTF_8);
    }

    private Result ended(Script script, RemoteProcess process, SudoTalk sudo) {
        try {
            Result result = process.await();
            if (!process.started()) {
                throw notBegun(result.exit(), process, sudo);
            }
            return result;
        } catch (IOException e) {
            if (sudo.stuck()) {
                throw notBegun(1, process, sudo);
            }
            throw new ConnectionLostException(host, "running " + script.name(), e);
        }
    }

    private RlmprovException notBegun(int exit, RemoteProcess process, SudoTalk sudo) {
        if (sudo.refused()) {
            elevation.refuse();
        }
        return NotStarted.because(host, user, exit, process.noise(), sudo);
    }
}
