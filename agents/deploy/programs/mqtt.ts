/** The part of the one file that speaks MQTT; unpacked only where a broker is configured. */

export { connect } from 'mqtt';
