# shellcheck shell=sh
# Terminals find the commands of packages that the user installed, as kernels do (rlm-start). /etc/profile has reset PATH.
case :$PATH: in
    *:"$HOME/.local/bin":*) ;;
    *) PATH=$HOME/.local/bin:$PATH ;;
esac
