# Sourced: the environment of the demo. Its secrets are made once and stay in the data folder.
export KIM_MODE=demo
export KIM_DATA_DIR=${KIM_DATA_DIR:-$PWD/var}
mkdir -p "$KIM_DATA_DIR/static"
# Mail is kept in files: on the terminal it would push away where to go and who may sign in.
export KIM_EMAIL_URL=${KIM_EMAIL_URL:-file://$KIM_DATA_DIR/mail}
if [ ! -s "$KIM_DATA_DIR/demo.env" ]; then
    (
        umask 077
        secret() { head -c "$1" /dev/urandom | base64 --wrap=0; }
        printf 'KIM_SECRET_KEY=%s\nKIM_KEY_ENCRYPTION_KEY=%s\n' "$(secret 48)" "$(secret 32)" > "$KIM_DATA_DIR/demo.env"
    )
fi
while read -r line; do
    name=${line%%=*}
    # What the caller set wins over the file.
    [ -n "${!name:-}" ] || export "${line?}"
done < "$KIM_DATA_DIR/demo.env"
unset line name
