/**
 * What hub.yaml says, one record per section, and how it is read: the located YAML tree, the reader that
 * reports every problem at once with file, line, column and remedy, and the references to secrets.
 *
 * <p>Knows no other package of rlmprov. Files and environment are read only by {@link OperatorSources}.
 */
@NullMarked
package io.rlmprov.config;

import org.jspecify.annotations.NullMarked;
