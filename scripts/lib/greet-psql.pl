#!/usr/bin/env perl
# Greets psql as a server of PostgreSQL does, and nothing more: enough for scripts of psql's own commands.
#
#     greet-psql.pl SOCKET
#
# Listens on the Unix-domain socket until it is ended. The messages are those of PostgreSQL's frontend/backend protocol,
# version 3.0, section "Message Formats".
use strict;
use warnings;
use IO::Socket::UNIX;

my $path = shift // die "usage: greet-psql.pl SOCKET\n";
my $server = IO::Socket::UNIX->new(Type => SOCK_STREAM, Local => $path, Listen => 5) or die "cannot listen: $!\n";

sub message { my ($kind, $body) = @_; return $kind . pack('N', 4 + length $body) . $body; }

while (my $client = $server->accept) {
    # The start-up message: its length, then protocol and parameters, which do not matter here.
    my ($length, $rest);
    next unless read($client, $length, 4) == 4 and read($client, $rest, unpack('N', $length) - 4);
    print $client message('R', pack 'N', 0), message('S', "server_version\0" . "15.0\0"),
        message('S', "client_encoding\0UTF8\0"), message('Z', 'I');
    $client->flush;
    # Until psql says that it ends.
    1 while read $client, $rest, 1;
}
