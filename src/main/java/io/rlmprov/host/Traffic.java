package io.rlmprov.host;

/**
 * What went over one host's connection so far.
 *
 * @param connections SSH connections, those to jump hosts included
 * @param channels channels that were opened, of any type
 * @param execs commands that were started
 * @param sent bytes written into channels
 * @param received bytes read from channels
 */
public record Traffic(int connections, int channels, int execs, long sent, long received) {}
