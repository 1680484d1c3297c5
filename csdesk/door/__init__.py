"""The one way from outside into a shared desk: from SSH by a forced command, and from sudo.

Who comes in is told by sshd or sudo, never by the environment and never by what somebody typed.
What is done before the desk's own code is loaded needs the standard library only.
"""
