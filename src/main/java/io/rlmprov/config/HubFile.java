package io.rlmprov.config;

import java.nio.file.Path;
import java.util.List;

/**
 * A hub.yaml that is right.
 *
 * @param folder where it stands: relative files are looked for and commands run there
 * @param hub what it says
 * @param warnings what is hardly meant so, in the order of the file
 */
public record HubFile(Path folder, Hub hub, List<Problem> warnings) {}
