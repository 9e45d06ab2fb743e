#!/bin/sh
# What npm start runs. Whoever asks for the help text alone has it from the last build, without another one.
case " $* " in
*" --help "* | *" -h "*) asks_for_help=yes ;;
esac
if [ -z "$asks_for_help" ] || [ ! -f tools/dist/start.js ]; then
  npm run --silent setup && npm run --silent build || exit
fi
exec node --enable-source-maps tools/dist/start.js "$@"
